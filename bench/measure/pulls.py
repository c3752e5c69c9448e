"""Pulls: the same client, data and options, from each server in turn."""

import shutil
import subprocess
import time
from dataclasses import dataclass

from . import data, page, rounds
from .servers import ENVIRONMENT, RSYNC, on

GIB = 1 << 30
GCM = "aes128-gcm@openssh.com"
# Where servers and clients have a processor each.
SERVERS_PROCESSOR, CLIENTS_PROCESSOR = 0, 1
SERVERS = ("openssh", "gateway", "daemon", "pipe")


@dataclass
class Case:
    """A row of the table: what is pulled and how, and the ratios to reach."""

    name: str
    make: object
    size: int
    cipher: str = None
    options: str = "-a"
    parallel: int = 1
    again: bool = False
    speed_goal: float = None
    cpu_goal: float = None
    in_summary: bool = False


@dataclass
class Pulls:
    """A section of the page."""

    key: str
    title: str
    text: str
    rounds: int
    cases: list
    servers: tuple = SERVERS
    in_seconds: bool = False
    apart: bool = False

    def measure(self, bench, count):
        servers = bench.start(*self.servers, processor=SERVERS_PROCESSOR if self.apart else None)
        clients = CLIENTS_PROCESSOR if self.apart else None
        for case in self.cases:
            bench.store.need(case.make, case.size)
            if case.again:
                pull(bench, case, bench.start("pipe")["pipe"])
        pairs = [(case.name, server) for case in self.cases for server in self.servers]
        cases = {case.name: case for case in self.cases}
        measured = rounds.interleave(count, pairs, lambda pair: pull(bench, cases[pair[0]], servers[pair[1]], clients))
        return [
            {
                "name": case.name,
                "bytes": bench.store.bytes[bench.store.need(case.make, case.size)] * case.parallel,
                "runs": {server.replace("orderly", "gateway"): measured[case.name, server] for server in self.servers},
            }
            for case in self.cases
        ]

    def rows(self, result):
        """Case, and what was measured of it, where all servers did it."""
        measured = {row["name"]: row for row in result}
        return [(case, measured[case.name]) for case in self.cases if case.name in measured]

    def markdown(self, result):
        unit = "s" if self.in_seconds else "MiB/s"
        names = {
            "openssh": f"OpenSSH + rrsync, {unit}",
            "gateway": f"gateway, {unit}",
            "daemon": f"rsync's daemon, {unit}",
            "pipe": f"bare pipe, {unit}",
        }
        shown = [server for server in SERVERS if server in result[0]["runs"]]
        table = page.Table(
            "pull",
            *(names[server] for server in shown),
            "gateway's speed to OpenSSH's",
            "CPU-s of OpenSSH + rrsync",
            "of the gateway",
            "gateway's to OpenSSH's",
        )
        for case, row in self.rows(result):
            runs = row["runs"]
            if any(run is None for server in shown for run in runs[server]):
                table.add(
                    case.name,
                    *("not offered" if None in runs[s] else self.cell(row, s) for s in shown),
                    "–",
                    "–",
                    "–",
                    "–",
                )
                continue
            speed, cpu = ratios(runs)
            table.add(
                case.name,
                *(self.cell(row, server) for server in shown),
                page.against(speed, case.speed_goal, at_least=True),
                page.number(rounds.median([c for _, c in runs["openssh"]])),
                page.number(rounds.median([c for _, c in runs["gateway"]])),
                page.against(cpu, case.cpu_goal),
            )
        return table.lines()

    def cell(self, row, server):
        walls = [wall for wall, _ in row["runs"][server]]
        return page.spread(walls if self.in_seconds else [row["bytes"] / (1 << 20) / wall for wall in walls])

    def goals(self, result):
        """What the summary and the plot show: text, ratio, goal, whether more is better."""
        for case, row in self.rows(result):
            if case.in_summary and None not in row["runs"]["gateway"] + row["runs"]["openssh"]:
                speed, cpu = ratios(row["runs"])
                if case.speed_goal:
                    yield f"{case.name}: speed", speed, case.speed_goal, True
                if case.cpu_goal:
                    yield f"{case.name}: server's processor time", cpu, case.cpu_goal, False

    def bars(self, result):
        """For the plot: name, speed of each server as a share of OpenSSH's."""
        for case, row in self.rows(result):
            if None not in row["runs"]["gateway"] + row["runs"]["openssh"]:
                walls = {server: [wall for wall, _ in runs] for server, runs in row["runs"].items()}
                yield case.name, {server: rounds.ratio(walls["openssh"], wall) for server, wall in walls.items()}


def ratios(runs):
    """Speed and processor time of the gateway, each to OpenSSH's in the same round."""
    speed = rounds.ratio([wall for wall, _ in runs["openssh"]], [wall for wall, _ in runs["gateway"]])
    cpu = rounds.ratio([used for _, used in runs["gateway"]], [used for _, used in runs["openssh"]])
    return speed, cpu


def pull(bench, case, server, processor=None):
    """Wall seconds, and the server's processor seconds; None where the server does not offer the cipher."""
    source = bench.store.need(case.make, case.size)
    copies = bench.copies / (f"again-{source}" if case.again else "copy")
    copies.mkdir(exist_ok=True)
    commands = [
        on(
            processor,
            [
                RSYNC,
                *case.options.split(),
                *server.source(f"{source}/" + (f"{number}/" if case.make is data.several else ""), case.cipher, number),
                str(copies / str(number)),
            ],
        )
        for number in range(case.parallel)
    ]
    before, start = server.cpu_seconds(), time.perf_counter()
    clients = [
        subprocess.Popen(
            command,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    try:
        said = [client.communicate()[1] for client in clients]
    finally:
        for client in clients:
            client.kill()
    wall = time.perf_counter() - start
    used = server.cpu_seconds() - before
    if not case.again:
        shutil.rmtree(copies)
    if any(client.returncode for client in clients):
        if "no matching cipher" in said[0]:
            return None
        raise RuntimeError(f"{case.name} from {server.name}: {[client.returncode for client in clients]} {said}")
    return wall, used


def sections(gib):
    mib = int(gib * 1024)
    quarter = max(64, mib // 4)
    return [
        Pulls(
            "file",
            f"One file of {gib:g} GiB",
            "Random bytes. The stock client takes the first of its own ciphers that the server "
            "has: chacha20-poly1305 of OpenSSH's, AES-GCM of the gateway's; what that brings depends on the processor ([why]"
            "(decisions/0006-ciphers-are-chosen-by-what-the-client-has.md)). Processor time is the server's, with all its children.",
            7,
            [
                Case(
                    "same cipher (aes128-gcm)",
                    data.big,
                    mib,
                    cipher=GCM,
                    speed_goal=1.05,
                    cpu_goal=0.9,
                    in_summary=True,
                ),
                Case("stock client", data.big, mib, speed_goal=1.4, in_summary=True),
            ],
        ),
        Pulls(
            "apart",
            "Server and client on a processor each",
            f"As two machines would have it: the server's processes run on one processor, the client's "
            f"on the other. The file is one of {quarter} MiB.",
            7,
            [
                Case("same cipher (aes128-gcm), apart", data.big, quarter, cipher=GCM, speed_goal=1.05, cpu_goal=0.9),
                Case("stock client, apart", data.big, quarter, speed_goal=1.4),
                Case("first pull of 100,000 files, apart", data.small, 100_000, speed_goal=1.05, cpu_goal=1.15),
                Case("second pull, nothing changed, apart", data.small, 100_000, again=True, speed_goal=1.0),
            ],
            in_seconds=True,
            apart=True,
        ),
        Pulls(
            "ciphers",
            "Each cipher",
            f"One file of {quarter} MiB; the gateway with `ciphers: ClientOrder`. Its first two pulls are "
            "among them, in which the JVM still compiles. All but AES-GCM are for clients that lack it.",
            7,
            [
                Case(cipher.partition("@")[0], data.big, quarter, cipher=cipher, speed_goal=1.0, cpu_goal=1.0)
                for cipher in (
                    GCM,
                    "aes256-gcm@openssh.com",
                    "aes128-ctr",
                    "aes256-ctr",
                    "chacha20-poly1305@openssh.com",
                )
            ],
            servers=("openssh", "orderly"),
        ),
        Pulls(
            "small",
            "100,000 small files",
            "Of 0 to 4 KiB, a hundred in each folder; stock client.",
            5,
            [
                Case(
                    "first pull of 100,000 files", data.small, 100_000, speed_goal=1.05, cpu_goal=1.15, in_summary=True
                ),
                Case("second pull, nothing changed", data.small, 100_000, again=True, speed_goal=1.0, in_summary=True),
            ],
            in_seconds=True,
        ),
        Pulls(
            "shapes",
            "Deep trees, holes, compression",
            f"A hundred folders in one another, a hundred times; a file of {quarter * 2} MiB with a "
            "MiB of data in each 64; lines of text. Stock client.",
            5,
            [
                Case("deep tree, 10,000 folders", data.deep, 10_000, speed_goal=1.0),
                Case("sparse file (`-S`)", data.sparse, quarter * 2, options="-aS", speed_goal=1.0),
                Case("text with `-z`", data.text, quarter, options="-az", speed_goal=1.0),
            ],
            in_seconds=True,
        ),
        Pulls(
            "parallel",
            "Pulls at the same time",
            f"Each of a file of {quarter // 2} MiB; stock client; the sum of their speeds.",
            5,
            [Case(f"{n} at a time", data.several, quarter // 2, parallel=n, speed_goal=1.4) for n in (1, 2, 8)],
        ),
    ]
