"""The folders that are pulled, made when they are needed, in memory."""

import os
import random
from pathlib import Path

MIB = 1 << 20


def _random(seed):
    """A block that cannot be compressed."""
    return random.Random(seed).randbytes(MIB)


def big(folder, mib):
    """One file. Blocks differ by their number, so that nothing finds them twice."""
    block = bytearray(_random(1))
    with open(folder / "file", "wb") as file:
        for number in range(mib):
            block[:8] = number.to_bytes(8, "little")
            file.write(block)
    return mib * MIB


def several(folder, mib):
    for number in range(8):
        (folder / str(number)).mkdir()
        big(folder / str(number), mib)
    return mib * MIB


def sparse(folder, mib):
    """A hole with a MiB of data in each 64."""
    block = _random(2)
    with open(folder / "file", "wb") as file:
        for offset in range(0, mib, 64):
            file.seek(offset * MIB)
            file.write(block)
        file.truncate(mib * MIB)
    return mib * MIB


def text(folder, mib):
    """What compresses well: lines such as a log's."""
    words = [bytes(random.Random(n).choices(b"etaoinshrdlu", k=3 + n % 7)) for n in range(2000)]
    chance = random.Random(3)
    with open(folder / "file", "wb") as file:
        for _number in range(mib):
            lines = b"".join(b"2026-01-01T%08d %s\n" % (n, b" ".join(chance.choices(words, k=9))) for n in range(2000))
            file.write((lines * (MIB // len(lines) + 1))[:MIB])
    return mib * MIB


def small(folder, count):
    """Files of 0 to 4 KiB, a hundred in each folder."""
    block, chance, total = _random(4), random.Random(5), 0
    for number in range(count):
        if number % 100 == 0:
            sub = folder / f"{number // 10000:03}" / f"{number // 100:05}"
            sub.mkdir(parents=True)
        size, start = chance.randrange(4097), chance.randrange(MIB // 2)
        fd = os.open(sub / f"{number:07}.dat", os.O_WRONLY | os.O_CREAT, 0o644)
        os.write(fd, block[start : start + size])
        os.close(fd)
        total += size
    return total


def deep(folder, count):
    """Chains of a hundred folders with a file in each."""
    total = 0
    for chain in range(max(1, count // 100)):
        here = folder / f"chain{chain:03}"
        for _ in range(100):
            here.mkdir()
            (here / "file").write_bytes(b"deep\n" * 100)
            total += 500
            here = here / "level"
    return total


def listed(folder, count):
    for number in range(count):
        (folder / f"{number:03}.txt").write_text("a small file\n")
    return 0


class Store:
    """Holds a few of them at a time: there is only so much memory."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.bytes = {}

    def need(self, make, size):
        """The folder's name beneath the one that is served."""
        name = f"{make.__name__}-{size}"
        if name not in self.bytes:
            (self.folder / name).mkdir()
            self.bytes[name] = make(self.folder / name, size)
        return name
