"""What a server's processes cost, asked of the kernel."""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """The fields after the name, which may hold blanks; none if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


class Group:
    """
    A server's processes, for ever, whatever they fork and whoever waits for them: a control group. sshd's monitor ends without waiting for
    the process of its client, so that sums over parents leave out what that one used.
    """

    def __init__(self, name):
        # cgroup2 alone, or beside the controllers of the first version.
        root = next(
            Path(place)
            for place in ("/sys/fs/cgroup/unified", "/sys/fs/cgroup")
            if Path(place, "cgroup.procs").exists()
        )
        self.folder = root / f"backup-access-bench.{os.getpid()}.{name}"
        self.folder.mkdir()

    def entered(self, command):
        """The command that becomes this one, in the group."""
        return ["/bin/sh", "-c", 'echo $$ >"$0" && exec "$@"', str(self.folder / "cgroup.procs"), *command]

    def pids(self):
        return [int(pid) for pid in (self.folder / "cgroup.procs").read_text().split()]

    def await_alone(self, patience=20):
        """Waits until all but one have ended."""
        deadline = time.monotonic() + patience
        while len(self.pids()) > 1:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.folder.name} still has processes {self.pids()}")
            time.sleep(0.01)

    def cpu_seconds(self):
        """Of all that were ever in it."""
        return int((self.folder / "cpu.stat").read_text().split()[1]) / 1e6

    def end(self):
        """Kills them, and waits until the kernel is done with them; their parent has to wait for its own."""
        (self.folder / "cgroup.kill").write_text("1")
        deadline = time.monotonic() + 20
        while self.folder.exists():
            try:
                self.folder.rmdir()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)


def cpu_seconds(pid):
    """Processor time of a process and of the children that it waited for. The kernel's sum is exact, and told in ticks."""
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) / TICKS


def pss(pids):
    """Bytes of memory, what is shared counted in parts."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total
