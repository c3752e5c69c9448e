"""The server's memory: alone, with pulls, and with connections that do nothing."""

import functools
import statistics
import subprocess
import threading
import time

from . import data, page
from .pulls import Case, pull
from .servers import CLIENTS, ENVIRONMENT

KIB, MIB = 1 << 10, 1 << 20
CONNECTIONS = 200

# Servers of each kind that are asked for the memory of an idle connection.
SAMPLES = 5

# Seconds in which a server gives back what its start or its last transfers took.
SETTLING = 12


class Memory:
    key, title, rounds = "memory", "Memory", 1
    text = (
        "Of all of a server's processes, what they share counted in parts (PSS). Pulls: the most that a look in each quarter of a second "
        f"found, the last of the rows' rsync included. {CONNECTIONS} idle connections are `ssh -N`; the figure is the median of {SAMPLES} "
        "servers, with its spread, for what the compiler of a Java machine holds just then comes and goes by megabytes. "
        f"Each server is started anew; idle is after {SETTLING} seconds."
    )

    def measure(self, bench, count):
        result = {}
        keys = "openssh", "gateway"
        for key in keys:
            bench.stop()
            server = bench.start(key)[key]
            time.sleep(SETTLING)
            result[key] = {"idle": server.memory()}
            for parallel in (1, 8):
                result[key][f"pulls{parallel}"] = self.most(
                    server, functools.partial(pull, bench, Case("", data.several, 256, parallel=parallel), server)
                )
            time.sleep(SETTLING)
            result[key]["after"] = server.memory()
            result[key]["connection"] = []
        for _ in range(SAMPLES):
            for key in keys:
                bench.stop()
                result[key]["connection"].append(self.idle(bench.start(key)[key]))
        return result

    @staticmethod
    def most(server, work):
        found, done = [], threading.Event()

        def look():
            while not done.wait(0.25):
                found.append(server.memory())

        looking = threading.Thread(target=look)
        looking.start()
        try:
            work()
        finally:
            done.set()
            looking.join()
        return max(found)

    @staticmethod
    def idle(server):
        """Bytes for each connection."""
        clients = []
        try:

            def connect(client):
                clients.append(
                    subprocess.Popen(
                        [
                            *server.ssh(client=client),
                            "-N",
                            "-o",
                            "PermitLocalCommand=yes",
                            "-o",
                            "LocalCommand=echo up",
                            "127.0.0.1",
                        ],
                        env=ENVIRONMENT,
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        text=True,
                    )
                )
                if clients[-1].stdout.readline() != "up\n":
                    raise RuntimeError(f"no connection to {server.name}: {clients[-1].stderr.read()}")

            # The first ones load what all need.
            for number in range(CLIENTS):
                connect(number)
            time.sleep(SETTLING)
            before = server.memory()
            for number in range(CONNECTIONS):
                connect(number % CLIENTS)
            time.sleep(SETTLING)
            if any(client.poll() is not None for client in clients):
                raise RuntimeError("an idle connection ended")
            return (server.memory() - before) / CONNECTIONS
        finally:
            for client in clients:
                client.kill()
            for client in clients:
                client.communicate()

    def markdown(self, result):
        table = page.Table("", "OpenSSH + rrsync", "gateway", "goal")
        rows = {
            "idle": ("idle, MiB", MIB, "< 100"),
            "pulls1": ("one pull, MiB", MIB, ""),
            "pulls8": ("eight pulls, MiB", MIB, ""),
            "after": ("idle after them, MiB", MIB, ""),
        }
        for key, (name, unit, goal) in rows.items():
            table.add(name, *(page.number(result[server][key] / unit) for server in ("openssh", "gateway")), goal)
        table.add(
            "each idle connection, KiB",
            *(
                page.spread([sample / KIB for sample in result[server]["connection"]])
                for server in ("openssh", "gateway")
            ),
            "≤ 100",
        )
        return table.lines()

    def goals(self, result):
        yield "memory when idle, MiB", result["gateway"]["idle"] / MIB, 100, False
        yield "memory of an idle connection, KiB", statistics.median(result["gateway"]["connection"]) / KIB, 100, False

    def bars(self, result):
        return ()
