#!/usr/bin/env python3
"""Counts the instructions of minting, reading and choosing, which no other tenant of the machine can disturb, and holds them to
tests/bench/instructions.json.

usage: instructions.py SOURCE WORK

What is measured is the release build, by g++, that `./run bench` and `./run live` use, whatever preset the tests themselves have: it is
what ships, and other compilers and sanitizers have other counts. OpenSSL's are left out. They are most of a mint, depend on what the
processor can do, and grow only by calls, which show in the rest."""

import json
import pathlib
import re
import shutil
import subprocess
import sys

FEW, MANY = 200, 700  # what both have in common, which is starting and preparing, falls out
SKIPPED = 77
BUILD = (["cmake", "--preset", "release", "-DVPLATFORM_BUILD_BENCH=ON"], ["cmake", "--build", "--preset", "release", "--target", "vplatform_bench"])


def built(source):
    for command in BUILD:
        done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"'{' '.join(command)}' failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return source / "build/release/bin/vplatform_bench"


def outside_of_openssl(profile):
    """The sum of all costs in callgrind's file but those of libcrypto. What a call costs is in the callee's own lines too."""
    total, ours, calls = 0, True, False
    names = {}
    for line in profile.splitlines():
        if match := re.match(r"ob=\((\d+)\)(?: (.*))?", line):
            names.setdefault(match[1], match[2])
            ours = "libcrypto" not in names[match[1]]
        elif match := re.match(r"cob=\((\d+)\) (.*)", line):
            names[match[1]] = match[2]
        elif line.startswith("calls="):
            calls = True
        elif re.match(r"[+\-*\d]", line):
            total += int(line.split()[1]) if ours and not calls else 0
            calls = False
    return total


def instructions(bench, job, times, work):
    out = work / "callgrind.out"
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", bench, job, str(times)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return outside_of_openssl(out.read_text())


def main():
    source, work = (pathlib.Path(argument) for argument in sys.argv[1:])
    if not shutil.which("valgrind"):
        print("skipped: there is no valgrind here")
        return SKIPPED
    bench = built(source)
    too_many = 0
    for job, most in json.loads((source / "tests/bench/instructions.json").read_text()).items():
        count = (instructions(bench, job, MANY, work) - instructions(bench, job, FEW, work)) / (MANY - FEW)
        too_many += count > most
        print(f"{job}: {count:.0f} instructions, at most {most}" + (": TOO MANY" if count > most else ""))
    return 1 if too_many else 0


if __name__ == "__main__":
    sys.exit(main())
