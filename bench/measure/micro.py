"""What ciphers, packets and parsers cost alone, by JMH: where a regression is, once another section shows that there is one."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from . import page, rounds

ROOT = Path(__file__).resolve().parents[2]
# As src/main/scripts/gateway starts it, where that matters to what is measured.
JAVA_FLAGS = "-Xmx96m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders"
LENGTH = 32 * 1024

CIPHERS = {
    "AES256_GCM": "aes256-gcm",
    "AES128_GCM": "aes128-gcm",
    "AES256_CTR": "aes256-ctr",
    "CHACHA20_POLY1305": "chacha20-poly1305",
    "CHACHA20_POLY1305_OF_MINA_SSHD": "chacha20-poly1305 as of Apache MINA SSHD",
}
CASES = {
    "CipherBenchmark.encrypt": "encryption of 32 KiB: {}",
    "PacketBenchmark.channelData": "packet of 32 KiB of data: {}",
    "ParserBenchmark.command": "verdict on rsync's command",
    "ParserBenchmark.sftp": "parse of a request of SFTP",
}


class Micro:
    key, title, rounds = "micro", "Ciphers, packets and parsers alone", 3
    text = "By JMH, one thread; a round is a second in each of two processes, after two seconds of warm-up."

    def __init__(self, pattern="."):
        self.pattern = pattern

    def measure(self, bench, count):
        """For each case its name, cipher, and nanoseconds of each round."""
        return [
            (
                ".".join(case["benchmark"].split(".")[-2:]),
                CIPHERS.get(case.get("params", {}).get("cipher")),
                [value for fork in case["primaryMetric"]["rawData"] for value in fork],
            )
            for case in jmh(count, self.pattern)
        ]

    def markdown(self, result):
        table = page.Table("", "median", "least to most", "")
        for name, cipher, nanos in result:
            median = rounds.median(nanos)
            table.add(
                CASES[name].format(cipher),
                f"{median / 1000:.2f} µs",
                f"{min(nanos) / 1000:.2f} to {max(nanos) / 1000:.2f} µs",
                f"{LENGTH / median:.2f} GB/s" if cipher else "–",
            )
        return table.lines()

    def goals(self, result):
        return ()

    def bars(self, result):
        return ()


def jmh(count, pattern):
    java_home = run("dev/find-jdk").strip()
    path = ROOT / "microbenchmarks/target/class-path"
    run(
        "mvn",
        "--batch-mode",
        "--quiet",
        "-Dstyle.color=never",
        "--activate-profiles",
        "micro",
        "--projects",
        "microbenchmarks",
        "--also-make",
        "test-compile",
        "dependency:build-classpath",
        "-Dmdep.outputFile=target/class-path",
        env=os.environ | {"JAVA_HOME": java_home},
    )
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        run(
            f"{java_home}/bin/java",
            "-cp",
            f"{ROOT}/microbenchmarks/target/classes:{path.read_text()}",
            "org.openjdk.jmh.Main",
            pattern,
            "-bm",
            "avgt",
            "-tu",
            "ns",
            "-f",
            "2",
            "-wi",
            "2",
            "-w",
            "1s",
            "-i",
            str(count),
            "-r",
            "1s",
            "-foe",
            "true",
            "-jvmArgs",
            JAVA_FLAGS,
            "-rf",
            "json",
            "-rff",
            result.name,
        )
        return json.load(result)


def run(*command, **options):
    ended = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, **options)
    if ended.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command)[:200]}: exit status {ended.returncode}\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}"
        )
    return ended.stdout
