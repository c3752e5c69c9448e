"""What is compared: the gateway, OpenSSH's server with rsync's rrsync, and a pipe in place of both."""
import json, os, re, shlex, signal, socket, subprocess, time
from pathlib import Path

from . import processes

PROGRAM = Path(__file__).resolve().parents[2] / "gateway/target/gateway"
RSYNC, RRSYNC, SSHD = "/usr/bin/rsync", "/usr/bin/rrsync", "/usr/sbin/sshd"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}

# Each with a key and an address of its own, so that limits of one source or key are not what is measured.
CLIENTS = 20


def make_keys(folder):
    for name in ["host"] + [f"client{i}" for i in range(CLIENTS)]:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)], check=True)
    (folder / "known_hosts").write_text("bench " + (folder / "host.pub").read_text())


class Server:
    """A server that runs while it is entered."""

    def __init__(self, folder, served):
        self.folder, self.served, self.log = folder, served, folder / f"{self.key}.log"

    def start(self, command):
        with open(self.log, "wb") as log:
            # Ends with this program, even where that is killed.
            self.process = subprocess.Popen(
                ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *command], env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True)

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
        for pid in reversed(processes.tree(self.process.pid)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def ssh(self, cipher=None, client=0):
        """The client's command, but for host and command."""
        options = ["-F", "/dev/null", "-p", str(self.port), "-l", self.user, "-i", str(self.folder / f"client{client}"),
                   "-o", f"BindAddress=127.0.0.{client + 1}", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
                   "-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}", "-o", "StrictHostKeyChecking=yes",
                   "-o", "HostKeyAlias=bench"]
        return ["/usr/bin/ssh", *options, *(["-c", cipher] if cipher else [])]

    def shell(self, cipher=None, client=0):
        """What rsync's -e takes."""
        return shlex.join(self.ssh(cipher, client))

    def cpu_seconds(self):
        """All that it used so far, its children included."""
        processes.await_alone(self.process.pid)
        return processes.cpu_seconds(self.process.pid)

    def memory(self):
        return processes.pss(processes.tree(self.process.pid))


class Gateway(Server):
    key, name, user = "gateway", "gateway", "backup"

    def open(self):
        config = {
            "server": {
                "sshListen": "127.0.0.1:0", "probesListen": "127.0.0.1:0", "hostKeyFiles": [str(self.folder / "host")],
                "runtimeDirectory": str(self.folder / "run"), "confinement": "Required", "ciphers": self.ciphers,
                "limits": {"connections": 1000, "connectionsPerSource": 1000, "connectionsPerKey": 1000},
            },
            "keys": self.entries(),
            "volumes": [{"name": "served", "mount": str(self.served)}],
        }
        file = self.folder / f"{self.key}.json"
        file.write_text(json.dumps(config))
        before = time.monotonic()
        self.start([PROGRAM / "bin/gateway", "serve", "--config", str(file)])
        self.port = int(self.await_in_log(r'"message":"serving"[^\n]*"port":(\d+)')[1])
        self.seconds_to_ready = time.monotonic() - before

    ciphers = "Fastest"

    def entries(self):
        return [self.entry("bench", range(CLIENTS))]

    def entry(self, name, clients, **more):
        return {"name": name, "volumes": ["served"], "root": "served", **more,
                "authorizedKeys": [(self.folder / f"client{i}.pub").read_text().strip() for i in clients]}


class LimitedGateway(Gateway):
    """Has an entry for each client, with a limit of its own in bytes per second, or none."""
    key, name, limits = "limited", "gateway", (None, 1 << 20, 10 << 20, 100 << 20, 1 << 40)

    def entries(self):
        return [self.entry(f"client{i}", [i], **({"limits": {"bandwidth": limit}} if limit else {})) for i, limit in enumerate(self.limits)]


class OrderlyGateway(Gateway):
    """Offers all of its ciphers, so that each can be measured."""
    key, name, ciphers = "orderly", "gateway", "ClientOrder"


class OpenSsh(Server):
    key, name = "openssh", "OpenSSH + rrsync"
    user = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()

    def open(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        forced = f'command="{RRSYNC} -ro {self.served}",restrict '
        keys = "".join(forced + (self.folder / f"client{i}.pub").read_text() for i in range(CLIENTS))
        (self.folder / "authorized_keys").write_text(keys)
        config = self.folder / "sshd_config"
        config.write_text(
            f"ListenAddress 127.0.0.1:{self.port}\nHostKey {self.folder}/host\nAuthorizedKeysFile {self.folder}/authorized_keys\n"
            f"PidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
            f"PermitRootLogin yes\nMaxStartups 1000\nLogLevel INFO\n")
        self.start([SSHD, "-D", "-e", "-f", str(config)])
        self.await_in_log("Server listening")


class BarePipe:
    """The limit: the same rsync as the server's, started by the client's in place of ssh."""
    key, name = "pipe", "bare pipe"

    def __init__(self, folder, served):
        self.times, self.program = folder / "times", folder / "pipe"
        self.program.write_text(
            f'#!/bin/sh\nshift\ncd {shlex.quote(str(served))} || exit\nsh -c "$*"\nstatus=$?\ntimes >>{self.times}\nexit $status\n')
        self.program.chmod(0o755)

    def __enter__(self):
        self.times.write_text("")
        return self

    def __exit__(self, *_):
        pass

    def shell(self, cipher=None, client=0):
        return str(self.program)

    def cpu_seconds(self):
        return sum(60 * float(m) + float(s) for m, s in re.findall(r"(\d+)m([\d.]+)s", self.times.read_text()))
