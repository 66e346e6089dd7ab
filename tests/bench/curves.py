"""How cost grows, as small drawings: the jobs curve_NAME/AMOUNT."""

import json
import math

# curve: what there are so many of, what is done, and how its cost may grow with them
CURVES = {
    "rooms": ("listed rooms", "a choice", "flat"),
    "rules": ("rules", "a choice", "linear"),
    "instances": ("instances", "a choice", "flat"),
    "in_flight": ("calls in flight", "a create", "flat"),
    "sessions": ("stored sessions", "two look-ups", "logarithmic"),
}
SLACK = 1.5  # that much more is still flat, or still on the line: the machine is shared
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420, 220, 40, 380, 52, 184


def grows_as_stated(points, growth):
    (least, first), (next_to_it, second) = points[:2]
    if growth == "logarithmic":
        return all(ns <= SLACK * first * math.log(amount) / math.log(least) for amount, ns in points)
    slope = 0 if growth == "flat" else (second - first) / (next_to_it - least)
    return all(ns <= SLACK * (first + slope * (amount - least)) for amount, ns in points)


def drawing(points, amounts, done, growth):
    largest = max(ns for _, ns in points)
    scale = math.log10 if points[-1][0] >= 1000 else float
    low, high = scale(points[0][0]), scale(points[-1][0])

    def place(amount, ns):
        x = LEFT + (scale(amount) - low) / (high - low) * (RIGHT - LEFT)
        return round(x, 1), round(BOTTOM - ns / largest * (BOTTOM - TOP), 1)

    line = " ".join(f"{x},{y}" for x, y in (place(*point) for point in points))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
             f'<text x="16" y="22" font-size="13">ns for {done}, {growth} in {amounts}</text>',
             f'<path d="M16 {BOTTOM}H{WIDTH - 16}" stroke="#888"/>',
             f'<polyline points="{line}" fill="none" stroke="#1560bd" stroke-width="2"/>']
    for amount, ns in points:
        x, y = place(amount, ns)
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="#1560bd"/>')
        parts.append(f'<text x="{x}" y="{y - 9}" text-anchor="middle">{ns:,.0f}</text>')
        parts.append(f'<text x="{x}" y="{BOTTOM + 18}" text-anchor="middle" fill="#555">{amount:,}</text>')
    return "\n".join(parts) + "\n</svg>\n"


def draw(ours, folder, measure, median, rounds):
    folder.mkdir(exist_ok=True)
    jobs = json.loads(ours.ask("list"))
    for name, (amounts, done, growth) in CURVES.items():
        steps = [job for job in jobs if job.startswith(f"curve_{name}/")]
        if not steps:
            continue
        figures = measure({job: (lambda job=job: ours.time(job)) for job in steps}, rounds)
        points = [(int(job.rsplit("/", 1)[1]), median(figures[job])) for job in steps]
        (folder / f"{name}.svg").write_text(drawing(points, amounts, done, growth))
        print(f"curve {name}: " + ", ".join(f"{amount:,}: {ns:,.0f} ns" for amount, ns in points)
              + ("" if grows_as_stated(points, growth) else f": MISSED, not {growth}"))
