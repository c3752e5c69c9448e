"""Whether the reference pays for nothing but its own: all that a connection to it executes, as the kernel tells it."""

import re
import subprocess

from . import data
from .servers import ENVIRONMENT, RSYNC, OpenSsh


def check(bench):
    """Fails the run where a connection to OpenSSH executes a program that is not its own, or leaves one of them out."""
    found = executed(bench, bench.start("openssh")["openssh"])
    bench.clear()
    if strange := found - OpenSsh.PROGRAMS:
        raise RuntimeError(
            f"a connection to {OpenSsh.name} executes {', '.join(sorted(strange))} too: the comparison would not be fair"
        )
    if missing := {"sshd", "sh", "rrsync", "rsync"} - {
        program.rpartition("/")[2].replace("dash", "sh") for program in found
    }:
        raise RuntimeError(f"a connection to {OpenSsh.name} was not seen to execute {', '.join(sorted(missing))}")


def executed(bench, server):
    """The programs that were started for one listing of a folder."""
    folder, log = bench.store.need(data.listed, 10), bench.folder / "executed"
    tracer = subprocess.Popen(
        [
            "/usr/bin/strace",
            "--follow-forks",
            "--quiet=exit",
            "--trace=execve",
            "--string-limit=4096",
            f"--output={log}",
            f"--attach={server.process.pid}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        if "attached" not in (said := tracer.stderr.readline()):
            raise RuntimeError(f"strace cannot look at {server.name}: {said}")
        subprocess.run(
            [RSYNC, *server.source(f"{folder}/")],
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        server.cpu_seconds()  # all its children have ended
    finally:
        tracer.terminate()
        tracer.communicate()
    return set(re.findall(r'execve\("([^"]+)".* = 0$', log.read_text(), re.MULTILINE))
