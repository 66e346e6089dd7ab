"""Starts the peers, gives them the same input, and checks that they make the same of it before anything is measured.

A peer that cannot be had on this machine is named and left out; one that makes something else of the input ends the run."""

import json
import pathlib
import shutil
import subprocess
import sys
import urllib.request

from child import Child, Gone
from same import TOKENS, WEBHOOKS, same, unpacked

HERE = pathlib.Path(__file__).resolve().parent / "peers"
CREATES = ("create_blocking", "create_async_64", "create_async_1000")
KEY = "0123456789abcdef0123456789abcdef"


class Missing(Exception):
    """What a peer needs cannot be had."""


def run(command, where, log):
    with open(log, "w", encoding="utf-8") as out:
        try:
            done = subprocess.run(command, cwd=where, stdout=out, stderr=subprocess.STDOUT, check=False)
        except FileNotFoundError as error:
            raise Missing(f"there is no {command[0]} here") from error
    if done.returncode:
        raise Missing(f"'{command[0]} {command[1]}' failed; all it said is in {log}")


def compiled(source, library):
    def build(folder):
        program = folder / pathlib.Path(source).stem
        run(["g++", "-std=c++20", "-O3", "-DNDEBUG", source, "-o", program, *library], folder, folder / f"{program.name}.log")
        return [program]

    return build


def script(name):
    def build(folder):
        installed = folder / "installed.json"
        locked = (HERE / "package-lock.json").read_bytes()
        if not installed.is_file() or installed.read_bytes() != locked:
            run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, folder / "npm.log")
            installed.write_bytes(locked)
        return ["node", name]

    return build


def go_program(folder):
    run(["go", "build", "-o", folder / "livekit_go", "."], HERE / "go", folder / "go.log")
    return [folder / "livekit_go"]


# How a program is made, and which (peer, job) it does.
PROGRAMS = [
    (compiled("cpp_jwt.cpp", ["-lcrypto"]), [("cpp-jwt", job) for job in TOKENS]),
    (compiled("libjwt.cpp", ["-ljwt"]), [("libjwt", job) for job in TOKENS]),
    (script("jwt.mjs"), [(peer, job) for peer in ("jsonwebtoken", "fast-jwt") for job in TOKENS]),
    (script("livekit.mjs"), [("livekit-server-sdk", "token_mint_livekit"), ("livekit-server-sdk", "webhook_livekit")]),
    (script("webhooks.mjs"), [(peer, job) for peer in ("standardwebhooks", "svix", "stripe") for job in WEBHOOKS[:2]]),
    (script("flags.mjs"), [("launchdarkly", "select"), ("unleash", "select"), ("flagd-core", "select"),
                           ("launchdarkly", "select_explained"), ("flagd-core", "select_explained")]),
    (script("guards.mjs"), [("cockatiel", "guards"), ("opossum", "guards")]),
    (script("create.mjs"), [("livekit-server-sdk", "create_blocking"), ("fetch", "create_async_64"), ("fetch", "create_async_1000")]),
    (go_program, [("livekit-go", job) for job in ("token_mint_livekit", "webhook_livekit", *CREATES)]),
]


def create_server(ours):
    """A LiveKit that runs beside our own jobs, the room that is wanted of it, and what it says to every create."""
    url = ours.ask("show create_server")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url + "/twirp/livekit.RoomService/CreateRoom", data=b"{}") as answer:
        room = json.load(answer)
    return {"url": url, "room": {"name": room["name"], "emptyTimeout": 3600}, "answer": {"sid": room["sid"], "name": room["name"]}}


def everything_given(ours, wanted):
    """What all peers get, and what they are compared with."""
    creates = any(job in CREATES for job in wanted)
    return {"key": KEY, "issuer": KEY, "tokens": {job: unpacked(ours.ask("show " + job), KEY) for job in TOKENS},
            "webhooks": {job: json.loads(ours.ask("show " + job)) for job in WEBHOOKS},
            "select": json.loads(ours.ask("show select")), "guards": "answered",
            "create_server": create_server(ours) if creates else {}}


def checked(program, jobs, given):
    """A program's jobs, once each has been seen to make the same of the input."""
    for peer, job in jobs:
        made = json.loads(program.ask(f"check {peer} {job}"))
        if not same(job, made, given):
            sys.exit(f"bench: {peer} makes something else of {job}: {made}")
    return jobs


def start(build, ours, wanted):
    """{job: [(peer, program)]} of the jobs that are wanted."""
    folder = (build / "peers").resolve()
    folder.mkdir(exist_ok=True)
    for file in HERE.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    given = everything_given(ours, wanted)
    file = folder / "input.json"
    file.write_text(json.dumps(given))

    peers = {}
    for make, jobs in PROGRAMS:
        jobs = [(peer, job) for peer, job in jobs if job in wanted]
        try:
            program = Child([*make(folder), file], cwd=folder) if jobs else None
            for peer, job in checked(program, jobs, given):
                peers.setdefault(job, []).append((peer, program))
        except (Missing, Gone) as why:
            print(f"left out: {', '.join(sorted({peer for peer, _ in jobs}))}: {why}", file=sys.stderr)
    return peers
