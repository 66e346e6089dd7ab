"""What the figures should reach."""

# job: the most that its ratio may be, and the most allocations; nothing is promised where there is none
RATIOS = {
    "token_mint_livekit": (2, 2),
    "token_mint_daily": (2, 2),
    "webhook_daily": (2.5, None),
    "webhook_whereby": (2.5, None),
    "webhook_livekit": (2.5, None),
    "webhook_refuse": (5, None),
    "select": (4, 0),
    "select_explained": (10, 0),
    "select_two_threads": (1 / 1.9, 0),
    "guards": (4, 0),
    "create_blocking": (1 / 0.95, None),
    "create_async_64": (1 / 0.9, None),
    "create_async_1000": (1 / 0.9, None),
    "inbox_64": (0.1, None),
    "include_cost": (0.7, None),
    "library_size": (1, None),
}

# job: how many times faster than a peer
PEERS = {
    "token_mint_livekit": {"cpp-jwt": 8, "libjwt": 8, "livekit-server-sdk": 30},
    "token_mint_daily": {"cpp-jwt": 8, "libjwt": 8},
    "webhook_daily": {"stripe": 5, "standardwebhooks": 15},
    "webhook_whereby": {"stripe": 5, "standardwebhooks": 15},
    "webhook_livekit": {"livekit-server-sdk": 30, "livekit-go": 3},
}


def missed(result):
    """What a job does not reach, in words."""
    name = result["name"]
    most, most_allocations = RATIOS.get(name, (None, None))
    words = []
    if most and result["ratio_to_floor"] > most:
        words.append(f"{result['ratio_to_floor']:.2f} × its floor, not {most:.3g}")
    if most_allocations is not None and result["allocations"] > most_allocations:
        words.append(f"{result['allocations']:.3g} allocations, not {most_allocations}")
    for peer, times in PEERS.get(name, {}).items():
        figure = result["peers"].get(peer)
        if figure and figure["times_faster"] < times:
            words.append(f"{figure['times_faster']:.1f} × {peer}, not {times}")
    return words
