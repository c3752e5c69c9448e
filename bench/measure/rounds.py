"""Rounds in which every case runs once, so that whatever else the machine does meets them all."""

import statistics
import sys


def interleave(rounds, cases, run):
    """What run(case) gave, for each case a list in order of the rounds. Each round starts with another case."""
    measured = {case: [] for case in cases}
    for number in range(rounds):
        first = number % len(cases)
        for case in cases[first:] + cases[:first]:
            measured[case].append(run(case))
        print(f"  round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return measured


def median(values):
    return statistics.median(values)


def spread(values):
    """The 10th and the 90th percentile."""
    ordered = sorted(values)
    tenth = len(ordered) // 10
    return ordered[tenth], ordered[-1 - tenth]


def ratio(above, below):
    """The median of the ratios within each round, which met the same machine."""
    return median([a / b for a, b in zip(above, below, strict=False)])
