#!/usr/bin/env python3
"""./run bench: runs every job, its floor and its peers in turns, nine rounds of each, and shows the medians as ratios.

usage: bench.py BUILD [--json FILE] [--peers] [--only WORD] [--rounds N] [--curves]
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

import compiling
import curves
import peers

HERE = pathlib.Path(__file__).resolve().parent

# job: the most that its ratio may be, the most allocations; nothing is promised where there is none
AIMS = {
    "token_mint_livekit": (2, 2),
    "token_mint_daily": (2, 2),
    "join_livekit": (None, None),
    "join_daily": (None, None),
    "webhook_daily": (2.5, None),
    "webhook_whereby": (2.5, None),
    "webhook_livekit": (2.5, None),
    "webhook_refuse": (5, None),
    "select": (4, 0),
    "select_explained": (10, 0),
    "guards": (4, 0),
    "create_blocking": (1 / 0.95, None),
}


class Child:
    """A program that answers each line with a line."""

    def __init__(self, command, **more):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **more)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"bench: {self.process.args[0]} has ended while it was asked '{line}'")
        return answer.rstrip("\n")

    def time(self, job):
        return json.loads(self.ask("time " + job))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(sides, rounds):
    """The medians of each side: {name: function that measures once}."""
    for run in sides.values():
        run()  # what is done for the first time is not counted
    figures = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            figures[name].append(run())
    return {
        name: {key: statistics.median(one.get(key, 0) for one in all_rounds) for key in ("ns", "allocations")}
        for name, all_rounds in figures.items()
    }


def side(child, job):
    return lambda: child.time(job)


def one_job(ours, name, others, rounds):
    sides = {"ours": side(ours, name), "floor": side(ours, name + "/floor")}
    if name == "select":
        sides["two threads"] = side(ours, "select/two_threads")
    sides |= {peer: side(child, f"{peer} {name}") for peer, child in others}
    medians = measure(sides, rounds)
    job, floor = medians.pop("ours"), medians.pop("floor")
    result = {
        "name": name,
        "ns": round(job["ns"], 1),
        "allocations": round(job["allocations"], 1),
        "floor_ns": round(floor["ns"], 1),
        "ratio_to_floor": round(job["ns"] / floor["ns"], 3),
    }
    if two := medians.pop("two threads", None):
        result["two_threads_times"] = round(2 * job["ns"] / two["ns"], 2)
    result["peers"] = {
        peer: {"ns": round(figure["ns"], 1), "times_faster": round(figure["ns"] / job["ns"], 1)}
        for peer, figure in medians.items()
    }
    return result


def show(result):
    ratio = result["ratio_to_floor"]
    most, most_allocations = AIMS.get(result["name"], (result.get("aim"), None))
    missed = (most and ratio > most) or (most_allocations is not None and result["allocations"] > most_allocations)
    words = [f"{result['name']:<20}", f"{result['ns']:>14,.0f}", f"{result['floor_ns']:>13,.0f}", f"{ratio:>7.2f}"]
    words += [f"{'≤ %.3g' % most if most else '':>8}", f"{result['allocations']:>7.1f}", "MISSED" if missed else ""]
    print(" ".join(words).rstrip())
    if "two_threads_times" in result:
        print(f"    two threads do {result['two_threads_times']} times as much as one")
    for peer, figure in result["peers"].items():
        print(f"    {peer:<36} {figure['ns']:>14,.0f}  {figure['times_faster']:>8.1f} times faster than it")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--peers", action="store_true", help="beside what people would use instead")
    parser.add_argument("--only", default="", help="jobs whose name holds this word")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--curves", action="store_true", help="how cost grows, drawn anew into tests/bench/curves")
    options = parser.parse_args()

    ours = Child([options.build / "bin/vplatform_bench"])
    known = [name for name in json.loads(ours.ask("list")) if name + "/floor" in json.loads(ours.ask("list"))]
    others = peers.start(options.build, ours, Child) if options.peers else {}
    print(f"{'job':<20} {'ns':>14} {'floor ns':>13} {'ratio':>7} {'aim':>8} {'allocs':>7}")
    results = []
    for name in known:
        if options.only in name:
            results.append(one_job(ours, name, others.get(name, []), options.rounds))
            show(results[-1])
    for name, run in (("include_cost", compiling.include_cost), ("library_size", compiling.size_of_library)):
        if options.only in name:
            results.append(run(options.build, options.rounds))
            show(results[-1])
    if options.curves:
        curves.draw(ours, HERE / "curves", measure, options.rounds)
    ours.close()
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
