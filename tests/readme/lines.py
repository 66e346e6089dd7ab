#!/usr/bin/env python3
"""Starts each example by the line in its README, types the lines that it shows then, and ends it: by Ctrl-C, and by a SIGTERM to
what was started. Every answer is what it should be, and nothing of it runs afterwards. It needs the ports that the READMEs name.
usage: lines.py [EXAMPLE...]"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds, once it is built
SERVES_WITHIN = 5  # seconds after the build
# What a reader copies out of the last answer that has it.
MEMBERS = {"id": ("id",), "lesson": ("id",), "code": ("room_code",), "token": ("token", "meeting_token"), "recording": ("recordingId",)}


class Started:
    """`./run …` in a terminal's stead: a session of processes of its own, and a file for what they say."""

    def __init__(self, line):
        self.said = tempfile.TemporaryFile()
        self.process = subprocess.Popen(line.split(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self.said,
                                        stderr=subprocess.STDOUT, start_new_session=True)

    def text(self):
        return os.pread(self.said.fileno(), 1 << 20, 0).decode(errors="replace")

    def wait_until(self, words):
        """Whether it says so before it ends."""
        while self.process.poll() is None and words not in self.text():
            time.sleep(0.02)
        return words in self.text()

    def left_over(self):
        """Processes of its session that run."""
        found = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                name, fields = stat.read_text().rsplit(")", 1)
            except (FileNotFoundError, ProcessLookupError):
                continue
            state, _, _, session = fields.split()[:4]
            if int(session) == self.process.pid and state != "Z":
                found.append(name)
        return found

    def end(self, how):
        """`ctrl-c`, or `kill`, which only what was started hears."""
        if how == "ctrl-c":
            os.killpg(self.process.pid, signal.SIGINT)
        else:
            os.kill(self.process.pid, signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        until = time.monotonic() + PATIENCE
        while self.left_over() and time.monotonic() < until:
            time.sleep(0.02)
        assert status == 0 and not self.left_over(), f"{how}: {status}, still there: {self.left_over()}\n{self.text()}"

    def kill(self):
        if self.left_over():
            os.killpg(self.process.pid, signal.SIGKILL)


def blocks(readme):
    """What stands in blocks without a language, line by line."""
    return [block.strip().splitlines() for block in re.findall(r"(?ms)^```\n(.*?)^```", readme.read_text())]


def type_in(lines, folder):
    """Types them in a shell, one after the other; fails where one is refused whose comment does not say `404: …`."""
    so_far, answers, variables = [], [], {}
    for line in lines:
        if not line.startswith("curl "):
            so_far.append(line)
            continue
        for name in set(re.findall(r"\$(\w+)", line)) & set(MEMBERS) - set(variables):
            variables[name] = next(answer[member] for answer in reversed(answers) for member in MEMBERS[name] if member in answer)
        script = "\n".join([*so_far, line.replace("curl ", r"curl -sS -w '\n%{http_code}' ", 1)])
        refused = re.findall(r"\b([45]\d\d): ", line.partition("  # ")[2])
        until = time.monotonic() + PATIENCE
        while True:  # a webhook may be on its way, for which a person is slow enough
            ran = subprocess.run(["bash", "-c", script], cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True,
                                 timeout=PATIENCE)
            body, _, status = ran.stdout.rpartition("\n")
            if status.startswith("2") or status in refused:
                break
            assert time.monotonic() < until, f"{line}\n{ran.stdout}{ran.stderr}"
            time.sleep(0.1)
        try:
            answers.append(json.loads(body))
        except json.JSONDecodeError:
            pass  # a file
    return sum(line.startswith("curl ") for line in lines)


def serves(started):
    """./run serve: the time from the end of the build to the first answer."""
    assert started.wait_until("ready after"), started.text()
    since = time.monotonic()
    while subprocess.run(["curl", "-sf", "http://127.0.0.1:8080/healthz"], capture_output=True).returncode:
        assert time.monotonic() - since < SERVES_WITHIN, started.text()
        time.sleep(0.02)
    return f"answers {time.monotonic() - since:.2f} s after the build"


def try_example(readme):
    commands = blocks(readme)
    line = commands[0][0].partition(" #")[0].strip()
    if not line.startswith("./run "):
        return "a project of its own, which the test package builds"
    said = []
    for how in ("ctrl-c", "kill"):
        started = Started(line)
        try:
            if line == "./run serve":
                said.append(serves(started))
            if not started.wait_until("listening on "):
                assert started.process.wait() == 0, started.text()
                return "ran, and ended well"
            if how == "ctrl-c" and len(commands) > 1:
                with tempfile.TemporaryDirectory() as folder:
                    said.append(f"{type_in(commands[1], folder)} lines answered as they should")
            started.end(how)
        finally:
            started.kill()
    return "; ".join([*said, "ended twice, nothing left over"])


def main(names):
    for readme in sorted((ROOT / "examples").glob("*/README.md")):
        if (not names or readme.parent.name in names) and blocks(readme):
            print(f"{readme.parent.name}: {try_example(readme)}", flush=True)


main(sys.argv[1:])
