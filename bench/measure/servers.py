"""What is compared: the gateway, OpenSSH's server with rsync's rrsync; and the limits: rsync's own daemon, and a pipe."""

import base64
import json
import os
import re
import shlex
import socket
import subprocess
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from . import processes

PROGRAM = Path(__file__).resolve().parents[2] / "gateway/target/gateway"
RSYNC, RRSYNC, SSHD = "/usr/bin/rsync", "/usr/bin/rrsync", "/usr/sbin/sshd"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}


def on(processor, command):
    """The command, on one processor alone if one is given."""
    return command if processor is None else ["/usr/bin/taskset", "--cpu-list", str(processor), *command]


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# Each with a key and an address of its own, so that limits of one source or key are not what is measured.
CLIENTS = 20


def make_keys(folder):
    for name in ["host"] + [f"client{i}" for i in range(CLIENTS)]:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)], check=True
        )
    (folder / "known_hosts").write_text("bench " + (folder / "host.pub").read_text())


class Server:
    """A server that runs while it is entered, on one processor or on all."""

    def __init__(self, folder, served, processor=None):
        self.folder, self.served, self.log, self.processor = folder, served, folder / f"{self.key}.log", processor

    def start(self, command):
        self.group = processes.Group(self.key)
        with open(self.log, "wb") as log:
            # Ends with this program, even where that is killed.
            self.process = subprocess.Popen(
                self.group.entered(on(self.processor, ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *command])),
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def await_in_log(self, pattern, patience=60):
        deadline = time.monotonic() + patience
        while not (found := re.search(pattern, self.log.read_text())):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"{self.name} does not serve:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.005)
        return found

    def __enter__(self):
        self.open()
        return self

    def __exit__(self, *_):
        self.group.end()
        self.process.wait()

    def ssh(self, cipher=None, client=0):
        """The client's command, but for host and command."""
        options = [
            "-F",
            "/dev/null",
            "-p",
            str(self.port),
            "-l",
            self.user,
            "-i",
            str(self.folder / f"client{client}"),
            "-o",
            f"BindAddress=127.0.0.{client + 1}",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "BatchMode=yes",
            "-o",
            f"UserKnownHostsFile={self.folder / 'known_hosts'}",
            "-o",
            "StrictHostKeyChecking=yes",
            "-o",
            "HostKeyAlias=bench",
        ]
        return ["/usr/bin/ssh", *options, *(["-c", cipher] if cipher else [])]

    def source(self, path, cipher=None, client=0):
        """Of a pull, as arguments of the client's rsync."""
        return ["-e", shlex.join(self.ssh(cipher, client)), f"127.0.0.1:{path}"]

    def cpu_seconds(self):
        """All that it used so far, once nothing of a connection is left."""
        self.group.await_alone()
        return self.group.cpu_seconds()

    def memory(self):
        return processes.pss(self.group.pids())


class Gateway(Server):
    key, name, user = "gateway", "gateway", "backup"

    def open(self):
        before = time.monotonic()
        self.port = self.serve(self.key, self.config())
        self.seconds_to_ready = time.monotonic() - before

    def config(self):
        return {
            "server": {
                "sshListen": "127.0.0.1:0",
                "probesListen": "127.0.0.1:0",
                "hostKeyFiles": [str(self.folder / "host")],
                "runtimeDirectory": str(self.folder / "run"),
                "confinement": "Required",
                "ciphers": self.ciphers,
                "limits": {"connections": 1000, "connectionsPerSource": 1000, "connectionsPerKey": 1000},
            },
            "keys": self.entries(),
            "volumes": [{"name": "served", "mount": str(self.served)}],
        }

    def serve(self, name, config):
        """Starts a gateway with this configuration; its port."""
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps(config))
        self.start([PROGRAM / "bin/gateway", "serve", "--config", str(file)])
        return int(self.await_in_log(r'"message":"serving"[^\n]*"port":(\d+)')[1])

    ciphers = "Fastest"

    def entries(self):
        return [self.entry("bench", range(CLIENTS))]

    def entry(self, name, clients, **more):
        return {
            "name": name,
            "grants": [{"volume": "served"}],
            "root": "served",
            **more,
            "authorizedKeys": [(self.folder / f"client{i}.pub").read_text().strip() for i in clients],
        }


class LimitedGateway(Gateway):
    """Has an entry for each client, with a limit of its own in bytes per second, or none."""

    key, name, limits = "limited", "gateway", (None, 1 << 20, 10 << 20, 100 << 20, 1 << 40)

    def entries(self):
        return [
            self.entry(f"client{i}", [i], **({"limits": {"bytesPerSecond": limit}} if limit else {}))
            for i, limit in enumerate(self.limits)
        ]


class GatewayReader(Gateway):
    """The same program as the reader of a gateway: it has the volume, and its gateway alone connects."""

    key, name = "reader", "reader"

    def __init__(self, folder, served, gateway, own, processor=None):
        super().__init__(folder, served, processor)
        self.gateway, self.own = gateway, own

    def config(self):
        config = super().config()
        server = config["server"]
        del server["sshListen"], server["hostKeyFiles"]
        server["runtimeDirectory"] = str(self.folder / "run-reader")
        server["hop"] = self.own.hop() | {"listen": "127.0.0.1:0", "gatewayPublicKey": self.gateway.public}
        return config


class ReadersGateway(Gateway):
    """Has its volume in a reader."""

    key, name = "hop", "gateway and reader"

    def open(self):
        own, readers = (HopKeys(self.folder / name) for name in ("gateway-hop", "reader-hop"))
        self.own, self.readers = own, readers
        self.reader = GatewayReader(self.folder, self.served, own, readers, self.processor)
        self.reader.open()
        super().open()

    def config(self):
        config = super().config()
        config["server"]["hop"] = self.own.hop()
        address = f"127.0.0.1:{self.reader.port}"
        config["readers"] = [{"name": "r", "address": address, "publicKey": self.readers.public}]
        config["volumes"][0]["reader"] = "r"
        return config

    def __exit__(self, *how):
        try:
            super().__exit__(*how)
        finally:
            self.reader.__exit__(*how)

    def cpu_seconds(self):
        return super().cpu_seconds() + self.reader.cpu_seconds()


class HopKeys:
    """A key pair of the hop: the halves as 32 bytes in Base64."""

    def __init__(self, file):
        self.file = file
        pair = X25519PrivateKey.generate()
        file.write_bytes(base64.b64encode(pair.private_bytes_raw()))
        file.chmod(0o600)
        self.public = base64.b64encode(pair.public_key().public_bytes_raw()).decode()

    def hop(self):
        return {"resource": "bench", "privateKeyFile": str(self.file)}


class OrderlyGateway(Gateway):
    """Offers all of its ciphers, so that each can be measured."""

    key, name, ciphers = "orderly", "gateway", "ClientOrder"


class OpenSsh(Server):
    """
    As a good administrator would have it: the clients' account is one of its own, with /bin/sh and an empty home, so that a connection
    executes nothing but what it needs. The account is there for this sshd alone, in a mount namespace. Besides the distribution's
    defaults there is UsePAM no, because Debian's PAM runs scripts of its own for each login; UseDNS no is the default.
    """

    key, name, user, uid = "openssh", "OpenSSH + rrsync", "backup-bench", 64801
    PROGRAMS = {SSHD, "/bin/sh", "/usr/bin/dash", RRSYNC, "/usr/bin/python3", RSYNC}

    def open(self):
        self.port = free_port()
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        forced = f'command="{RRSYNC} -ro {self.served}",restrict '
        keys = "".join(forced + (self.folder / f"client{i}.pub").read_text() for i in range(CLIENTS))
        (self.folder / "authorized_keys").write_text(keys)
        self.folder.chmod(0o755)
        config = self.folder / "sshd_config"
        config.write_text(
            f"ListenAddress 127.0.0.1:{self.port}\nHostKey {self.folder}/host\nAuthorizedKeysFile {self.folder}/authorized_keys\n"
            f"PidFile none\nUsePAM no\nUseDNS no\n"
            # For the measurement: its folder lies where everybody may write, and it opens many connections at once.
            f"StrictModes no\nMaxStartups 1000\n"
        )
        mounts = " && ".join(
            f"mount --bind {shlex.quote(str(file))} {place}" for place, file in self.accounts().items()
        )
        self.start(
            [
                "/usr/bin/unshare",
                "--mount",
                "/bin/sh",
                "-c",
                f'{mounts} && exec "$@"',
                "sh",
                SSHD,
                "-D",
                "-e",
                "-f",
                str(config),
            ]
        )
        self.await_in_log("Server listening")

    def accounts(self):
        """The files of accounts with one more, and the place of each."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        own = {
            "passwd": f"{self.user}:x:{self.uid}:{self.uid}::{home}:/bin/sh\n",
            "group": f"{self.user}:x:{self.uid}:\n",
            "shadow": f"{self.user}:*:19000::::::\n",
        }
        for name, line in own.items():
            place, file = Path("/etc") / name, self.folder / name
            file.write_text(place.read_text() + line)
            file.chmod(place.stat().st_mode & 0o777)
        return {Path("/etc") / name: self.folder / name for name in own}


class RsyncDaemon(Server):
    """A limit: what a socket costs. The same rsync at both ends, nothing encrypted, nothing confined."""

    key, name = "daemon", "rsync's daemon"

    def open(self):
        self.port = free_port()
        config = self.folder / "rsyncd.conf"
        config.write_text(
            f"port = {self.port}\naddress = 127.0.0.1\nuse chroot = no\nuid = {OpenSsh.uid}\ngid = {OpenSsh.uid}\n"
            f"pid file = {self.folder}/rsyncd.pid\nlog file = {self.folder}/rsyncd.log\n[served]\npath = {self.served}\nread only = yes\n"
        )
        (self.folder / "rsyncd.pid").unlink(missing_ok=True)
        self.start([RSYNC, "--daemon", "--no-detach", f"--config={config}"])
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} does not serve:\n{self.log.read_text()[-2000:]}") from None
                time.sleep(0.005)

    def source(self, path, cipher=None, client=0):
        return [f"rsync://127.0.0.1:{self.port}/served/{path}"]


class BarePipe:
    """The limit: the same rsync as the server's, started by the client's in place of ssh."""

    key, name = "pipe", "bare pipe"

    def __init__(self, folder, served, processor=None):
        self.times, self.program = folder / "times", folder / "pipe"
        self.program.write_text(
            f'#!/bin/sh\nshift\ncd {shlex.quote(str(served))} || exit\n{shlex.join(on(processor, ["sh", "-c"]))} "$*"\n'
            f"status=$?\ntimes >>{self.times}\nexit $status\n"
        )
        self.program.chmod(0o755)

    def __enter__(self):
        self.times.write_text("")
        return self

    def __exit__(self, *_):
        pass

    def source(self, path, cipher=None, client=0):
        return ["-e", str(self.program), f"127.0.0.1:{path}"]

    def cpu_seconds(self):
        return sum(60 * float(m) + float(s) for m, s in re.findall(r"(\d+)m([\d.]+)s", self.times.read_text()))
