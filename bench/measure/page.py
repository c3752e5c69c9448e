"""The page's words: numbers, tables and the facts of the machine."""

import os
import platform
import re
import subprocess
import time
from pathlib import Path

from . import rounds
from .servers import PROGRAM


def number(value):
    """With three digits that mean something."""
    return f"{value:.0f}" if value >= 99.5 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def spread(values):
    low, high = rounds.spread(values)
    return f"{number(rounds.median(values))} ({number(low)} to {number(high)})"


def against(ratio, goal, at_least=False):
    """A ratio, and its goal where it has one."""
    text = f"{ratio:.2f}×"
    if goal is None:
        return text
    reached = ratio >= goal if at_least else ratio <= goal
    return f"{'**' + text + '**' if not reached else text} ({'≥' if at_least else '≤'} {goal})"


class Table:
    def __init__(self, *head):
        self.head, self.rows = head, []

    def add(self, *cells):
        self.rows.append(cells)

    def lines(self):
        lines = [f"| {' | '.join(row)} |" for row in (self.head, *self.rows)]
        return [lines[0], "|" + "---|" * len(self.head), *lines[1:]]


def _first_line(*command):
    ran = subprocess.run(command, capture_output=True, text=True)
    return (ran.stdout or ran.stderr).split("\n")[0].strip()


def machine():
    cpuinfo = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", cpuinfo)
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) / (1 << 20)
    java = Path((PROGRAM / "lib/java").read_text().strip()).parent.parent / "release"
    java_version = re.search(r'IMPLEMENTOR_VERSION="(.*)"', java.read_text())
    commit = _first_line("git", "-C", str(PROGRAM), "describe", "--always", "--dirty")
    return (
        f"{os.cpu_count()} × {model[1] if model else platform.machine()}, {memory:.0f} GiB, Linux {platform.release()}; "
        f"{_first_line('ssh', '-V').partition(',')[0]} as client and server, {_first_line('rsync', '--version').split('  protocol')[0]}, "
        f"{_first_line('/usr/bin/python3', '--version')}, {java_version[1] if java_version else java}; gateway of commit {commit}"
    )


def circumstances(count):
    """Said above each section."""
    return f"{count} rounds, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, load before it {os.getloadavg()[0]:.1f}."


INTRODUCTION = """\
# Benchmarks

`make bench` measures the gateway beside what it replaces, OpenSSH's server with rsync's `rrsync`: on one machine, in one run, with the
same client and data, in turns. Clients and servers share its processors, and all files lie in memory. Numbers are medians, with the
10th to the 90th percentile; ratios are medians of the ratios within each round. Compare the ratios: times depend on the machine and on
what else it did. A bold ratio misses its goal.

The reference is what a good administrator would have: an account of its own with `/bin/sh` and an empty home, `command="rrsync -ro
DIR",restrict` in `authorized_keys`, `UsePAM no` (Debian's PAM starts scripts at each login), `UseDNS no`, and Debian's defaults otherwise.
Each run first looks at one connection and fails if it executes anything but `sshd`, `sh`, `rrsync` (Python) and `rsync`. Two limits stand
beside both: rsync's own daemon, which is what a socket costs, and a bare pipe; neither encrypts, checks a key or confines anything.
Different from life for both alike: keys have no passphrase, the client logs in with the one key that fits, and `known_hosts` has the host.
The gateway pays once, at its start, for what sshd pays for each connection (host keys, configuration); its start has a section.
"""


def whole(measured):
    """The page, from sections and what was found for each."""
    lines = [
        INTRODUCTION,
        f"Measured on {measured[-1][1]['machine']}.",
        "",
        "![Speed of pulls, OpenSSH + rrsync being 1](benchmarks.svg)",
        "",
    ]
    summary = Table("gateway to OpenSSH + rrsync", "measured", "goal")
    for section, found in measured:
        for text, ratio, goal, at_least in section.goals(found["result"]):
            reached = ratio >= goal if at_least else ratio <= goal
            shown = number(ratio)
            summary.add(text, shown if reached else f"**{shown}**", f"{'≥' if at_least else '≤'} {goal}")
    lines += summary.lines()
    for section, found in measured:
        lines += [
            "",
            f"## {found['title']}",
            "",
            found["text"],
            "",
            found["said"],
            "",
            *section.markdown(found["result"]),
        ]
    return "\n".join(lines) + "\n"
