"""Starts the peers, gives them the same input, and checks that they make the same of it before anything is measured."""

import base64
import hashlib
import hmac
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent / "peers"
KEY = "0123456789abcdef0123456789abcdef"
TOKENS = ("token_mint_livekit", "token_mint_daily")
EVENTS = ("webhook_daily", "webhook_whereby", "webhook_livekit")
NODE = {
    "jwt.mjs": [(peer, job) for peer in ("jsonwebtoken", "fast-jwt") for job in TOKENS],
    "livekit.mjs": [("livekit-server-sdk", "token_mint_livekit"), ("livekit-server-sdk", "webhook_livekit")],
    "webhooks.mjs": [(peer, job) for peer in ("standardwebhooks", "svix", "stripe") for job in EVENTS[:2]],
    "flags.mjs": [("launchdarkly", "select"), ("unleash", "select"), ("flagd-core", "select"),
                  ("launchdarkly", "select_explained"), ("flagd-core", "select_explained")],
    "guards.mjs": [("cockatiel", "guards"), ("opossum", "guards")],
}
CPP = [(peer, job) for peer in ("cpp-jwt", "libjwt") for job in TOKENS]
GO = [("livekit-go", "token_mint_livekit"), ("livekit-go", "webhook_livekit")]


def run(command, where, log):
    with open(log, "w", encoding="utf-8") as out:
        if subprocess.run(command, cwd=where, stdout=out, stderr=subprocess.STDOUT, check=False).returncode:
            sys.exit(f"bench: '{' '.join(map(str, command))}' failed; all it said is in {log}")


def unpacked(token):
    """The claims of a token that is signed with the key."""
    text, _, signature = token.rpartition(".")
    good = base64.urlsafe_b64encode(hmac.new(KEY.encode(), text.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    if signature != good:
        sys.exit(f"bench: a token is not signed as it should be: {token}")
    part = text.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def same(job, made, given):
    """Whether a peer made the same of the input as we did."""
    if job in TOKENS:
        claims, ours = unpacked(made), given["tokens"][job]
        # An SDK takes its own clock, and LiveKit's for Go says more than it has to.
        return all(claims.get(name) == value for name, value in ours.items() if name not in ("nbf", "exp", "iat"))
    if job in EVENTS:
        return made == given["webhooks"][job]["id"]
    if job.startswith("select"):
        return abs(made - 2500) < 200  # of ten thousand rooms
    return made == "answered"


def everything_given(ours):
    tokens = {job: unpacked(ours.ask("show " + job)) for job in TOKENS}
    return {"key": KEY, "issuer": KEY, "tokens": tokens,
            "webhooks": {job: json.loads(ours.ask("show " + job)) for job in EVENTS}}


def start(build, ours, child):
    """{job: [(peer, program)]}"""
    folder = (build / "peers").resolve()
    folder.mkdir(exist_ok=True)
    for file in HERE.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    if not (folder / "node_modules").is_dir():
        run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, folder / "npm.log")
    run(["g++", "-std=c++20", "-O3", "-DNDEBUG", "cpp_peers.cpp", "libjwt_peer.cpp", "-o", "cpp_peers", "-ljwt", "-lcrypto"], folder,
        folder / "cpp.log")
    given = everything_given(ours)
    file = folder / "input.json"
    file.write_text(json.dumps(given))

    programs = [([folder / "cpp_peers", file], CPP)] + [(["node", script, file], jobs) for script, jobs in NODE.items()]
    if shutil.which("go"):
        run(["go", "build", "-o", folder / "livekit_go", "."], HERE / "go", folder / "go.log")
        programs.append(([folder / "livekit_go", file], GO))
    else:
        print("without Go there is no LiveKit SDK for Go to compare with", file=sys.stderr)
    peers = {}
    for command, jobs in programs:
        program = child(command, cwd=folder)
        for peer, job in jobs:
            made = json.loads(program.ask(f"check {peer} {job}"))
            if not same(job, made, given):
                sys.exit(f"bench: {peer} makes something else of {job}: {made}")
            peers.setdefault(job, []).append((peer, program))
    if abs(int(ours.ask("show select")) - 2500) >= 200:
        sys.exit("bench: our own quarter is none")
    return peers
