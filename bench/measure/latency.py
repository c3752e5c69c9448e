"""How long a client waits for little: connect, log in, ask, leave."""

import subprocess
import time

from . import data, page, rounds
from .servers import ENVIRONMENT, RSYNC


class Latency:
    key, title, rounds = "latency", "Connect and list", 31
    text = "A folder of ten files is listed (`rsync HOST:FOLDER/`); and `ssh HOST true`, which both answer. Same key exchange, same kind of key."
    GOAL = 0.55
    SERVERS = ("openssh", "gateway", "daemon", "pipe")
    NAMES = {"list": "connect and list", "true": "connect, `true`"}

    def measure(self, bench, count):
        folder = bench.store.need(data.listed, 10)
        servers = bench.start(*self.SERVERS)
        asks = [("list", server) for server in servers] + [("true", "openssh"), ("true", "gateway")]

        def run(ask):
            server = servers[ask[1]]
            command = (
                [RSYNC, *server.source(f"{folder}/")] if ask[0] == "list" else [*server.ssh(), "127.0.0.1", "true"]
            )
            before, start = server.cpu_seconds(), time.perf_counter()
            ran = subprocess.run(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            wall = time.perf_counter() - start
            if ran.returncode:
                raise RuntimeError(f"{ask}: {ran.stderr}")
            return wall * 1000, (server.cpu_seconds() - before) * 1000

        measured = rounds.interleave(count, asks, run)
        return {
            name: {server: runs for (asked, server), runs in measured.items() if asked == name} for name in self.NAMES
        }

    def ratio(self, runs, field):
        return rounds.ratio(*([run[field] for run in runs[server]] for server in ("gateway", "openssh")))

    def markdown(self, result):
        table = page.Table(
            "",
            "OpenSSH + rrsync, ms",
            "gateway, ms",
            "rsync's daemon, ms",
            "bare pipe, ms",
            "gateway's time to OpenSSH's",
            "CPU-ms of OpenSSH + rrsync",
            "of the gateway",
            "gateway's to OpenSSH's",
        )
        for name, runs in result.items():
            walls = {
                server: page.spread([wall for wall, _ in runs[server]]) if server in runs else "–"
                for server in self.SERVERS
            }
            cpu = [
                page.number(sum(used for _, used in runs[server]) / len(runs[server]))
                for server in ("openssh", "gateway")
            ]
            used = [sum(used for _, used in runs[server]) for server in ("gateway", "openssh")]
            table.add(
                self.NAMES[name],
                *walls.values(),
                page.against(self.ratio(runs, 0), self.GOAL if name == "list" else None),
                *cpu,
                page.against(used[0] / used[1], None),
            )
        return table.lines()

    def goals(self, result):
        yield "connect and list: time", self.ratio(result["list"], 0), self.GOAL, False

    def bars(self, result):
        return ()
