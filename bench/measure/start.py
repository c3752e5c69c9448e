"""From start to ready, and what the first pull costs while the JVM still compiles."""

from . import data, page, rounds
from .pulls import GCM, Case, pull

MIB = 1 << 20


class Start:
    key, title, rounds = "start", "Start of the gateway", 7
    text = (
        "From its command to `serving`, with its self-test and warm-up, on this machine; then the same pull of 512 MiB (aes128-gcm) "
        "four times."
    )
    PULLS = 4

    def measure(self, bench, count):
        case = Case("first pulls", data.big, 512, cipher=GCM)
        bench.store.need(case.make, case.size)

        def run(_):
            bench.stop()
            server = bench.start("gateway")["gateway"]
            used = server.cpu_seconds()
            return {
                "ready": server.seconds_to_ready,
                "used": used,
                "pulls": [pull(bench, case, server) for _ in range(self.PULLS)],
            }

        return rounds.interleave(count, ["gateway"], run)["gateway"]

    def markdown(self, result):
        table = page.Table("", "seconds", "CPU-s of the gateway")
        table.add(
            "start to ready",
            page.spread([run["ready"] for run in result]),
            page.spread([run["used"] for run in result]),
        )
        for number in range(self.PULLS):
            table.add(
                f"pull {number + 1}",
                *(page.spread([run["pulls"][number][field] for run in result]) for field in (0, 1)),
            )
        return table.lines()

    def goals(self, result):
        return ()

    def bars(self, result):
        return ()
