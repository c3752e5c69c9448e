"""How exact a key's bandwidth limit is, and what it costs where there is none, or one that is never reached."""

import os
import shutil
import subprocess
import time
from contextlib import ExitStack

from . import data, page, rounds
from .servers import ENVIRONMENT, RSYNC, LimitedGateway

MIB = 1 << 20
SECONDS = 10
UNLIMITED, *LIMITED, UNREACHED = range(len(LimitedGateway.limits))


class Bandwidth:
    key, title, rounds = "bandwidth", "Bandwidth limits of keys", 3
    text = (
        f"Files of {SECONDS} seconds each, and two of them at the same time with one key: what arrives in the file each second, from its first "
        "bytes to its last, as a share of the limit. Then a file of 1024 MiB with a limit that is never reached (1 TiB/s), beside none."
    )
    GOAL = 0.05

    def measure(self, bench, count):
        server = bench.start("limited")["limited"]
        limits = {(client, pulls): LimitedGateway.limits[client] for client in LIMITED for pulls in (1, 2)}
        shares = rounds.interleave(
            count, list(limits), lambda case: rate(bench, server, *case, limits[case]) / limits[case]
        )
        bench.store.need(data.big, 1024)
        costs = rounds.interleave(count * 3, [UNLIMITED, UNREACHED], lambda client: cost(bench, server, client))
        return {
            "shares": [
                {"limit": limits[case] // MIB, "pulls": case[1], "shares": found} for case, found in shares.items()
            ],
            "none": costs[UNLIMITED],
            "unreached": costs[UNREACHED],
        }

    def markdown(self, result):
        table = page.Table("limit, MiB/s", "pulls", "measured to limit", "least to most")
        for row in result["shares"]:
            found = row["shares"]
            table.add(
                str(row["limit"]),
                str(row["pulls"]),
                f"{rounds.median(found):.3f}×",
                f"{min(found):.3f} to {max(found):.3f}",
            )
        costs = page.Table("limit", "MiB/s", "CPU-s of the gateway", "speed to that of none", "processor time")
        for name, runs in (("none", result["none"]), ("1 TiB/s", result["unreached"])):
            walls, used = zip(*runs, strict=True)
            base_walls, base_used = zip(*result["none"], strict=True)
            costs.add(
                name,
                page.spread([1024 / wall for wall in walls]),
                page.spread(used),
                page.against(rounds.ratio(base_walls, walls), None),
                page.against(rounds.ratio(used, base_used), None),
            )
        return [*table.lines(), "", *costs.lines()]

    def goals(self, result):
        found = [rounds.median(row["shares"]) for row in result["shares"]]
        yield "a key's bandwidth limit: largest deviation", max(abs(share - 1) for share in found), self.GOAL, False

    def bars(self, result):
        return ()


def rate(bench, server, client, pulls, limit):
    """Bytes per second that arrive together: from when each pull has brought something until one of them has all."""
    size = limit * SECONDS // pulls
    source = bench.store.need(data.big, size // MIB)
    files = [bench.copies / str(number) / "file" for number in range(pulls)]
    with ExitStack() as ends:
        for file in files:
            ends.callback(shutil.rmtree, file.parent)
            file.parent.mkdir()
        clients = [start(server, client, source, file.parent, "--inplace") for file in files]
        for started in clients:
            ends.callback(started.wait)
            ends.callback(started.kill)
        begin, first = arrived(files, clients, all)
        end, last = arrived(files, clients, lambda sizes: size in sizes)
        for started in clients:
            check(started)
    return (last - first) / (end - begin)


def arrived(files, clients, is_so):
    """When the files' sizes came to be so, and their sum."""
    while not is_so(sizes := [os.stat(file).st_size if file.exists() else 0 for file in files]):
        if any(client.poll() for client in clients):
            raise RuntimeError(f"a pull failed: {[client.communicate()[1] for client in clients]}")
        time.sleep(0.002)
    return time.perf_counter(), sum(sizes)


def cost(bench, server, client):
    """Wall seconds, and the server's processor seconds, of a pull as fast as it goes."""
    copies = bench.copies / "copy"
    copies.mkdir()
    before, begin = server.cpu_seconds(), time.perf_counter()
    check(start(server, client, bench.store.need(data.big, 1024), copies))
    wall = time.perf_counter() - begin
    used = server.cpu_seconds() - before
    shutil.rmtree(copies)
    return wall, used


def start(server, client, source, folder, *options):
    return subprocess.Popen(
        [RSYNC, "-a", *options, *server.source(f"{source}/", client=client), f"{folder}/"],
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def check(started):
    said = started.communicate()[1]
    if started.returncode:
        raise RuntimeError(f"exit status {started.returncode}: {said}")
