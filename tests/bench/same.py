"""Whether a peer has made the same of the input as vplatform."""

import base64
import hashlib
import hmac
import json

TOKENS = ("token_mint_livekit", "token_mint_daily")
WEBHOOKS = ("webhook_daily", "webhook_whereby", "webhook_livekit")
OF_THE_CLOCK = ("nbf", "exp", "iat")  # an SDK takes its own clock


def unpacked(token, key):
    """The claims of a token that is signed with the key, or None."""
    text, _, signature = token.rpartition(".")
    good = base64.urlsafe_b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    if signature != good:
        return None
    part = text.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def same_claims(claims, ours):
    """A peer's claims may be more than ours: LiveKit's SDK for Go says more than it has to."""
    return claims is not None and all(claims.get(name) == value for name, value in ours.items() if name not in OF_THE_CLOCK)


def same(job, made, given):
    if job in TOKENS:
        return same_claims(unpacked(made, given["key"]), given["tokens"][job])
    if job in WEBHOOKS:
        return made == given["webhooks"][job]["id"]
    if job.startswith("select"):
        # Peers have other hashes: the share of ten thousand rooms counts, and that those of a rule have none of it.
        return abs(made["ramped"] - given["select"]["ramped"]) < 200 and made["ramped_of_rule"] == given["select"]["ramped_of_rule"] == 0
    if job.startswith("create"):
        return made == given["create_server"]["answer"]
    return made == given[job]
