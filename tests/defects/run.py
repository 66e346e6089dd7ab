#!/usr/bin/env python3
"""Plants one-line defects, one at a time, in a copy of the tree, and shows that a named test catches each.

usage: run.py SOURCE BUILD [NAME...]      (./run check --defects calls it)

defects.txt beside this file lists them. A block is
    == what is broken
    file: path
    test: the test that must turn red
    from: a line, or a part of one, that stands exactly once in the file
    to:   what it is replaced by
"""

import pathlib
import subprocess
import sys
import time


def read(path):
    defects, current = [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("== "):
            current = {"name": line[3:].strip()}
            defects.append(current)
        elif line.strip() and not line.startswith("#"):
            field, _, value = line.partition(":")
            if current is None or field not in ("file", "test", "from", "to"):
                sys.exit(f"defects.txt:{number}: not understood: {line}")
            current[field] = value.strip()
    return defects


def run(command, log):
    with open(log, "wb") as out:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT).returncode


def first_failure(log):
    """The name of the first test case that Catch2 reports as failed."""
    lines = pathlib.Path(log).read_text(errors="replace").splitlines()
    for i, line in enumerate(lines):
        if line.startswith("----") and i + 1 < len(lines) and lines[i + 1].strip() and not lines[i + 1].startswith(("-", ".")):
            return lines[i + 1].strip()
    return "it did not end by itself"


def main():
    source, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wanted = sys.argv[3:]
    defects = [d for d in read(pathlib.Path(__file__).with_name("defects.txt")) if not wanted or d["name"] in wanted]
    caught = 0
    for number, defect in enumerate(defects, 1):
        began = time.monotonic()
        path = source / defect["file"]
        right = path.read_text()
        log = build / "defect.log"
        if right.count(defect["from"]) != 1:
            print(f"{number:3} STALE   {defect['name']}: stands {right.count(defect['from'])} times in {defect['file']}", flush=True)
            continue
        path.write_text(right.replace(defect["from"], defect["to"]))
        try:
            if run(["cmake", "--build", str(build), "--target", defect["test"]], log) != 0:
                verdict, why = "NO BUILD", "a defect has to compile; see " + str(log)
            elif run(["ctest", "--test-dir", str(build), "-R", f"^{defect['test']}$", "--no-tests=error", "--output-on-failure"], log) == 0:
                verdict, why = "MISSED", f"{defect['test']} stays green"
            else:
                verdict, why = "caught", f"{defect['test']}: {first_failure(log)}"
                caught += 1
        finally:
            path.write_text(right)
        print(f"{number:3} {verdict:8}{defect['name']}  ->  {why}  ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"{caught} of {len(defects)} defects caught")
    return 0 if caught == len(defects) else 1


if __name__ == "__main__":
    sys.exit(main())
