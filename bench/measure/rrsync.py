"""What one connection costs before its first byte where `gateway rrsync` takes rrsync's place: a pull of one small file, through a
pipe in place of SSH."""

import resource
import shutil
import subprocess
import time

from . import data, page, rounds
from .servers import ENVIRONMENT, PROGRAM, RRSYNC, RSYNC

# What sshd does with a command= line: the command of the line runs, the client's is in the environment.
REMOTE_SHELL = '#!/bin/sh\nshift\nexport SSH_ORIGINAL_COMMAND="$*"\nexec sh -c "$FORCED"\n'


def without_cache(folder):
    """The program as it starts where there is no cache, or one of another Java."""
    shutil.copytree(PROGRAM / "bin", folder / "bin")
    (folder / "lib").mkdir()
    for file in (PROGRAM / "lib").iterdir():
        if file.suffix == ".jar" or file.name == "java":
            (folder / "lib" / file.name).symlink_to(file)
    return folder


class Rrsync:
    key, title, rounds = "rrsync", "Start of `gateway rrsync`", 41
    text = (
        'Pull of one small file through a pipe. "Above rsync alone" is what stands between the client\'s command and rsync; "to Python\'s" '
        "compares that. Of the gateway's part, some 25 ms of an idle processor are the JVM's own start, and 15 ms the decision."
    )

    def measure(self, bench, count):
        served = bench.store.folder / bench.store.need(data.listed, 1)
        shell = bench.folder / "shell"
        shell.write_text(REMOTE_SHELL)
        shell.chmod(0o755)
        cases = {
            "rsync alone": f"cd {served} && exec $SSH_ORIGINAL_COMMAND",
            "Python's `rrsync -ro`": f"{RRSYNC} -ro {served}",
            "`gateway rrsync -ro`": f"{PROGRAM}/bin/gateway rrsync -ro {served}",
            "the same without its cache": f"{without_cache(bench.folder / 'program')}/bin/gateway rrsync -ro {served}",
        }

        def run(case):
            """Milliseconds of wall time, and of processor time of the client, the server and all between them."""
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            ended = subprocess.run(
                [RSYNC, "-a", "--ignore-times", "-e", str(shell), "host:000.txt", str(bench.copies / "copy")],
                env=ENVIRONMENT | {"FORCED": cases[case]},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
            wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            if ended.returncode != 0:
                raise RuntimeError(f"{case}: exit status {ended.returncode}: {ended.stderr[:500]}")
            return wall * 1000, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

        return rounds.interleave(count, list(cases), run)

    def markdown(self, result):
        table = page.Table("", "ms", "above rsync alone", "to Python's", "processor time")
        alone, python, *_ = (rounds.median([wall for wall, _ in runs]) for runs in result.values())
        for case, runs in result.items():
            walls = [wall for wall, _ in runs]
            own = rounds.median(walls) - alone
            table.add(
                case,
                page.spread(walls),
                *(("–", "–") if case == "rsync alone" else (f"{own:.0f} ms", f"{own / (python - alone):.2f}×")),
                f"{rounds.median([cpu for _, cpu in runs]):.0f} ms",
            )
        return table.lines()

    def goals(self, result):
        return ()

    def bars(self, result):
        return ()
