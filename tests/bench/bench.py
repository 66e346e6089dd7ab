#!/usr/bin/env python3
"""./run bench: runs every job, its floor and its peers in turns, many rounds of each, and shows the medians of their ratios.

usage: bench.py BUILD [--json FILE] [--peers] [--only WORD] [--rounds N] [--curves]
"""

import argparse
import itertools
import json
import os
import pathlib
import statistics
import sys
import time

import aims
import compiling
import curves
import peers
from child import Child, Gone

HERE = pathlib.Path(__file__).resolve().parent
SECONDS_FOR_A_ROUND = 0.25
# What a job measures for itself: bytes of the heap for a call in flight, in place of nanoseconds; nanoseconds where
# what is made ready each time does not count.
SHOWN = ("create_async_memory", "inbox_drain", "inbox_drain_postgresql")


def measure(sides, rounds, seconds=0, computing=()):
    """The figures of each side, round by round: {name: function that measures once}. As many rounds more as fill the seconds, so that
    what is over soon does not meet one state of the machine alone. The computing programs are all on the same processor in a round,
    and on the next in the next round: one may be slower than another for seconds, which is not to count for one side alone."""
    for run in sides.values():
        run()  # what is done for the first time is not counted
    figures = {name: [] for name in sides}
    processors = os.sched_getaffinity(0)
    turns = itertools.cycle(sorted(processors))
    began = time.monotonic()
    while rounds > 0 or time.monotonic() - began < seconds:
        rounds -= 1
        processor = next(turns)
        for program in computing:
            program.keep_to({processor})
        for name, run in sides.items():
            figures[name].append(run())
    for program in computing:
        program.keep_to(processors)
    return figures


def median(figures, key="ns"):
    return statistics.median(one.get(key, 0) for one in figures)


def times(figures, others):
    """How many times the others' figures, as the median of the rounds: both sides of a round find the machine in the same state,
    which a median of each side over all rounds may not."""
    return statistics.median(one["ns"] / other["ns"] for one, other in zip(figures, others, strict=True))


def side(child, job):
    """Each turn is two runs, of which the second counts: what ran before it, a garbage collector or a thousand other
    connections, has left the caches cold, and always for the one whose turn follows."""

    def turn():
        child.time(job)
        return child.time(job)

    return turn


def shown(child, name):
    return lambda: {"ns": int(child.ask("show " + name))}


def result_of(name, figures):
    """What the JSON file has of a job."""
    job, floor = figures.pop("ours"), figures.pop("floor")
    return {
        "name": name,
        "ns": round(median(job), 1),
        "allocations": round(median(job, "allocations"), 1),
        "floor_ns": round(median(floor), 1),
        "ratio_to_floor": round(times(job, floor), 3),
        "peers": {peer: {"ns": round(median(others), 1), "times_faster": round(times(others, job), 1)}
                  for peer, others in figures.items()},
    }


def show(result):
    most, _ = aims.RATIOS.get(result["name"], (None, None))
    words = [f"{result['name']:<20}", f"{result['ns']:>14,.0f}", f"{result['floor_ns']:>13,.0f}", f"{result['ratio_to_floor']:>7.2f}"]
    words += [f"{'≤ %.3g' % most if most else '':>8}", f"{result['allocations']:>7.1f}", "MISSED" if aims.missed(result) else ""]
    print(" ".join(words).rstrip())
    for peer, figure in result["peers"].items():
        print(f"    {peer:<36} {figure['ns']:>14,.0f}  {figure['times_faster']:>8.1f} times faster than it")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--peers", action="store_true", help="beside what people would use instead")
    parser.add_argument("--only", default="", help="jobs whose name holds this word")
    parser.add_argument("--rounds", type=int, default=27)
    parser.add_argument("--curves", action="store_true", help="how cost grows, drawn anew into tests/bench/curves")
    options = parser.parse_args()
    few = -(-options.rounds // 3)  # of what takes seconds, or draws a curve

    ours = Child([options.build / "bin/vplatform_bench"])
    jobs, computing = json.loads(ours.ask("list")), json.loads(ours.ask("computing"))
    wanted = [name for name in jobs if name + "/floor" in jobs and options.only in name]
    others = peers.start(options.build, ours, wanted) if options.peers else {}
    print(f"{'job':<20} {'ns':>14} {'floor ns':>13} {'ratio':>7} {'aim':>8} {'allocs':>7}")
    results = []
    for name in wanted:
        sides = {"ours": side(ours, name), "floor": side(ours, name + "/floor")}
        sides |= {peer: side(child, f"{peer} {name}") for peer, child in others.get(name, [])}
        programs = {ours, *(child for _, child in others.get(name, []))} if name in computing else ()
        results.append(result_of(name, measure(sides, options.rounds, SECONDS_FOR_A_ROUND * options.rounds, programs)))
        show(results[-1])
    for name in SHOWN:
        if options.only not in name or name not in json.loads(ours.ask("shows")):
            continue
        figures = measure({"ours": shown(ours, name), "floor": shown(ours, name + "/floor")}, 3)
        if median(figures["ours"]) == 0:
            print(f"{name:<20} cannot be measured here")
            continue
        results.append(result_of(name, figures))
        show(results[-1])
    for name, sides in compiling.JOBS.items():
        if options.only in name:
            results.append(result_of(name, measure(sides(options.build), few)))
            show(results[-1])
    for result in results:
        for words in aims.missed(result):
            print(f"missed: {result['name']}: {words}")
    if options.curves:
        curves.draw(ours, HERE / "curves", measure, median, few)
    ours.close()
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    try:
        main()
    except Gone as why:
        sys.exit(f"bench: {why}")
