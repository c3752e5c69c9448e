"""etcd and kube-apiserver for a measurement, and a client of theirs. No controllers and no node: what these write, the measurement writes."""

import http.client
import json
import secrets
import socket
import ssl
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 8

# What the operator writes, and nothing else. A review of access stores nothing.
AUDIT = """
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  resources: [{group: authorization.k8s.io}]
- level: Metadata
  users: [operator]
  verbs: [create, update, patch, delete, deletecollection]
"""


class ControlPlane:
    """Runs while it is entered."""

    def __init__(self, folder):
        self.folder, self.started, self.audit = folder, [], folder / "audit.log"
        self.tokens = {user: secrets.token_hex(16) for user in ("bench", "operator")}
        self._mine = threading.local()

    def __enter__(self):
        try:
            self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _open(self):
        binaries = Path(
            subprocess.run(
                [ROOT / "dev/kubernetes/build-binaries", "etcd", "kube-apiserver"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout.strip()
        )
        etcd, peers, self.port = (free_port() for _ in range(3))
        etcd, peers = f"http://127.0.0.1:{etcd}", f"http://127.0.0.1:{peers}"
        self._start(
            binaries / "etcd",
            f"--data-dir={self.folder}/etcd",
            "--unsafe-no-fsync",
            "--log-level=warn",
            f"--listen-client-urls={etcd}",
            f"--advertise-client-urls={etcd}",
            f"--listen-peer-urls={peers}",
            f"--initial-advertise-peer-urls={peers}",
            f"--initial-cluster=default={peers}",
        )
        (self.folder / "tokens.csv").write_text(
            "".join(f'{token},{user},{user},"system:masters"\n' for user, token in self.tokens.items())
        )
        (self.folder / "audit.yaml").write_text(AUDIT)
        key = self.folder / "accounts.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        self._start(
            binaries / "kube-apiserver",
            f"--etcd-servers={etcd}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--endpoint-reconciler-type=none",
            f"--secure-port={self.port}",
            f"--cert-dir={self.folder}",
            "--authorization-mode=RBAC",
            f"--token-auth-file={self.folder}/tokens.csv",
            "--service-cluster-ip-range=10.0.0.0/12",
            "--disable-admission-plugins=ServiceAccount",
            f"--audit-policy-file={self.folder}/audit.yaml",
            f"--audit-log-path={self.audit}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
        )
        self._await_ready()
        self.kubeconfig = self.folder / "kubeconfig"
        self.kubeconfig.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "bench",
                    "clusters": [
                        {
                            "name": "bench",
                            "cluster": {
                                "server": f"https://127.0.0.1:{self.port}",
                                "certificate-authority": str(self.certificate),
                            },
                        }
                    ],
                    "users": [{"name": "operator", "user": {"token": self.tokens["operator"]}}],
                    "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": "operator"}}],
                }
            )
        )

    @property
    def certificate(self):
        return self.folder / "apiserver.crt"

    def _start(self, program, *flags):
        with open(self.folder / f"{program.name}.log", "wb") as log:
            self.started.append(
                subprocess.Popen(
                    ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", program, *flags],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            )

    def _await_ready(self):
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and all(process.poll() is None for process in self.started):
            try:
                self.request("GET", "/readyz")
                return
            except (OSError, http.client.HTTPException, Refused):
                time.sleep(0.2)
        raise RuntimeError(f"the API server does not start: {(self.folder / 'kube-apiserver.log').read_text()[-2000:]}")

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.kill()
            process.wait()

    def connect(self):
        context = ssl.create_default_context(cafile=self.certificate)
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=600)

    def headers(self):
        return {"Authorization": "Bearer " + self.tokens["bench"], "Content-Type": "application/json"}

    def request(self, method, path, body=None, media="application/json"):
        """The answer to it, of whichever kind; a connection for each thread."""
        if not getattr(self._mine, "connection", None):
            self._mine.connection = self.connect()
        try:
            text = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
            self._mine.connection.request(method, path, text, self.headers() | {"Content-Type": media})
            answer = self._mine.connection.getresponse()
            content = answer.read()
        except BaseException:
            self._mine.connection = None
            raise
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {content[:500]}")
        return json.loads(content) if content.startswith(b"{") else content

    def create(self, path, body):
        return self.request("POST", path, body)

    def set_status(self, path, status):
        return self.request("PATCH", f"{path}/status", {"status": status}, "application/merge-patch+json")

    def list(self, path):
        try:
            return self.request("GET", path)
        except http.client.RemoteDisconnected:
            # The server ends connections that were quiet for long.
            return self.request("GET", path)

    def for_each(self, items, work):
        with ThreadPoolExecutor(WRITERS) as threads:
            return list(threads.map(work, items))

    def writes(self):
        """What the operator wrote so far."""
        return [json.loads(line) for line in self.audit.read_text().splitlines()] if self.audit.exists() else []


class Refused(Exception):
    pass


class Watch:
    """Follows one kind of object in a thread of its own, and keeps what `reduce` makes of each."""

    def __init__(self, plane, path, reduce):
        self.seen, self.changed_at, self._reduce = {}, time.monotonic(), reduce
        listed = plane.list(path)
        for item in listed["items"]:
            self._take(item)
        self._connection = plane.connect()
        self._connection.request(
            "GET", f"{path}?watch=true&resourceVersion={listed['metadata']['resourceVersion']}", headers=plane.headers()
        )
        self._answer = self._connection.getresponse()
        threading.Thread(target=self._follow, daemon=True).start()

    def _take(self, item):
        self.seen[(item["metadata"]["namespace"], item["metadata"]["name"])] = self._reduce(item)
        self.changed_at = time.monotonic()

    def _follow(self):
        try:
            for line in self._answer:
                self._take(json.loads(line)["object"])
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass

    def await_all(self, count, good, patience, alive=lambda: True):
        """Waits until as many are good; returns when the last one became so."""
        deadline = time.monotonic() + patience
        while sum(1 for value in list(self.seen.values()) if good(value)) < count:
            if time.monotonic() > deadline or not alive():
                wrong = [key for key, value in list(self.seen.items()) if not good(value)]
                raise RuntimeError(f"{len(wrong)} of {count} do not settle, such as {wrong[:3]}")
            time.sleep(0.02)
        return self.changed_at

    def close(self):
        # The socket, because the thread sits in a read of the answer.
        if self._connection.sock:
            self._connection.sock.shutdown(socket.SHUT_RDWR)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
