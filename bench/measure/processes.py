"""What a server's processes cost, asked of the kernel."""
import os, time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """The fields after the name, which may hold blanks; none if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree(root):
    """A process and all that descend from it."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := _stat(entry)):
            children.setdefault(int(fields[1]), []).append(int(entry))
    found, left = [], [root]
    while left:
        pid = left.pop()
        found.append(pid)
        left += children.get(pid, [])
    return found


def await_alone(root, patience=20):
    """Waits until all children have ended and their times count for their parent."""
    deadline = time.monotonic() + patience
    while len(tree(root)) > 1:
        if time.monotonic() > deadline:
            raise TimeoutError(f"process {root} still has children")
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
