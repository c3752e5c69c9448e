"""What the way through a reader costs, beside the direct way of the same gateway."""

from . import data, page, pulls, rounds

GIB = 1 << 30
SPEED_GOAL = 0.65
HOP_GOAL = 1.1


class Readers:
    key, title, rounds = "readers", "Through a reader", 7
    text = (
        "The same pulls by the stock client, once of a volume that the gateway's own pod has, and once of one that a reader has, with which the "
        "gateway talks over the hop. All of it runs on the same two processors. Processor time is of gateway, reader and rsync; of the hop it "
        "is what the second way takes more, for a GiB."
    )
    SERVERS = ("gateway", "hop")

    def __init__(self, gib):
        mib = max(64, int(gib * 256))
        self.cases = [
            pulls.Case(f"one file of {mib} MiB", data.big, mib),
            pulls.Case("first pull of 100,000 files", data.small, 100_000),
            pulls.Case("second pull, nothing changed", data.small, 100_000, again=True),
        ]

    def measure(self, bench, count):
        servers = bench.start(*self.SERVERS)
        for case in self.cases:
            bench.store.need(case.make, case.size)
            if case.again:
                pulls.pull(bench, case, bench.start("pipe")["pipe"])
        pairs = [(case.name, server) for case in self.cases for server in self.SERVERS]
        cases = {case.name: case for case in self.cases}
        measured = rounds.interleave(count, pairs, lambda pair: pulls.pull(bench, cases[pair[0]], servers[pair[1]]))
        return [
            {
                "name": case.name,
                "bytes": bench.store.bytes[bench.store.need(case.make, case.size)],
                "runs": {server: measured[case.name, server] for server in self.SERVERS},
            }
            for case in self.cases
        ]

    @staticmethod
    def ratios(runs):
        """Speed through the reader to that of the direct way, and the processor seconds more, in the same rounds."""
        direct, hop = runs["gateway"], runs["hop"]
        speed = rounds.ratio([wall for wall, _ in direct], [wall for wall, _ in hop])
        more = rounds.median([b - a for (_, a), (_, b) in zip(direct, hop, strict=True)])
        return speed, more

    def markdown(self, result):
        table = page.Table(
            "pull",
            "direct, s",
            "through a reader, s",
            "speed to the direct way",
            "CPU-s direct",
            "through a reader",
            "more, CPU-s/GiB",
        )
        for row in result:
            runs = row["runs"]
            speed, more = self.ratios(runs)
            large = row["bytes"] >= GIB // 4 and "file of" in row["name"]
            table.add(
                row["name"],
                *(page.spread([wall for wall, _ in runs[server]]) for server in self.SERVERS),
                page.against(speed, SPEED_GOAL, at_least=True),
                *(page.number(rounds.median([used for _, used in runs[server]])) for server in self.SERVERS),
                page.number(more / (row["bytes"] / GIB)) if large else "–",
            )
        return table.lines()

    def goals(self, result):
        for row in result:
            speed, more = self.ratios(row["runs"])
            yield f"through a reader, {row['name']}: speed to the direct way", speed, SPEED_GOAL, True
            if "file of" in row["name"]:
                yield "the hop: processor seconds a GiB", more / (row["bytes"] / GIB), HOP_GOAL, False

    def bars(self, result):
        return ()
