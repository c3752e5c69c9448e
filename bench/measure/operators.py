"""The operator over many resources: how soon all are as they should be, what it holds, and what it writes when it starts again."""

import base64
import hashlib
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from . import page, processes, rounds
from .control_plane import ROOT, ControlPlane, Watch, free_port
from .gateways import Gateways, address, own_network

PROGRAM = ROOT / "operator/target/operator/bin/operator"
KIND = "/apis/backupaccess.io/v1alpha1"
MIB = 1 << 20
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3rrJPGnX7tZcjXiqKcRFuk9dUGbhkQ3mQTpgDvhdmi backup"
IN_A_NAMESPACE = 100
PATIENCE = 900


class Operators:
    key, title, rounds = "operator", "The operator with many resources", 3
    FEW, MANY = int(os.environ.get("BENCH_FEW", "1000")), int(os.environ.get("BENCH_MANY", "10000"))
    # For so long after it has looked at every resource, whatever it still writes is counted.
    QUIET = 20
    HEAP_FOR_MANY = "512m"
    text = (
        f"The program with the flags of its image, and etcd and kube-apiserver beside it on the same processors; no controllers and no node. "
        f"Each resource has one key, and one volume on a bound claim of its own. New resources exist when the operator starts, and the time "
        f"goes on until each has its objects and its status. Then the measurement writes what controllers and kubelets would, a "
        f"status port answers for each gateway at an address of its own, and all become ready: memory is measured then. A restart is over "
        f"when the operator has asked each gateway for its status; writes are those in the API server's audit log until {QUIET} seconds later. "
        f"With {MANY} resources its heap may grow to {HEAP_FOR_MANY} (`OPERATOR_HEAP`)."
    )

    def measure(self, bench, count):
        result = {"few": []}
        for number in range(count):
            folder = bench.folder / f"operator{number}"
            folder.mkdir()
            with own_network(), ControlPlane(folder) as plane, Gateways() as gateways:
                result["few"].append(self.settle(plane, gateways))
                if number == count - 1:
                    result["many"] = self.restart(plane, gateways)
        return result

    def settle(self, plane, gateways):
        plane.request(
            "POST",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            (ROOT / "crds/backupaccesses.backupaccess.io-v1.yml").read_text(),
            "application/yaml",
        )
        await_kind(plane)
        make(plane, range(self.FEW))
        watch = Watch(plane, f"{KIND}/backupaccesses", readiness)
        try:
            with Operator(plane) as operator:
                settled = watch.await_all(self.FEW, lambda ready: ready is not None, PATIENCE, operator.runs)
                found = {
                    "ready": operator.await_ready() - operator.began,
                    "settled": settled - operator.began,
                    "used": processes.cpu_seconds(operator.pid),
                    "resident": operator.resident(),
                }
                serve(plane, gateways, range(self.FEW))
                watch.await_all(self.FEW, lambda ready: ready == "True", PATIENCE, operator.runs)
                return found | operator.memory() | {"writes": len(plane.writes())}
        finally:
            watch.close()

    def restart(self, plane, gateways):
        more = range(self.FEW, self.MANY)
        make(plane, more)
        watch = Watch(plane, f"{KIND}/backupaccesses", readiness)
        try:
            with Operator(plane, self.HEAP_FOR_MANY) as operator:
                watch.await_all(self.MANY, lambda ready: ready is not None, PATIENCE, operator.runs)
                serve(plane, gateways, more)
                watch.await_all(self.MANY, lambda ready: ready == "True", PATIENCE, operator.runs)
                # What the last changes cause is not of the restart.
                time.sleep(self.QUIET)
        finally:
            watch.close()
        before = len(plane.writes())
        gateways.forget_who_asked()
        with Operator(plane, self.HEAP_FOR_MANY) as operator:
            ready = operator.await_ready() - operator.began
            deadline = time.monotonic() + PATIENCE
            while len(gateways.asked) < self.MANY:
                if time.monotonic() > deadline or not operator.runs():
                    raise RuntimeError(f"only {len(gateways.asked)} gateways were asked:\n{operator.last_words()}")
                time.sleep(0.02)
            found = {
                "ready": ready,
                "settled": time.monotonic() - operator.began,
                "used": processes.cpu_seconds(operator.pid),
                "resident": operator.resident(),
            }
            time.sleep(self.QUIET)
            written = plane.writes()[before:]
            if gateways.refused:
                raise RuntimeError(f"{gateways.refused} requests to gateways without the gateway's token")
            return (
                found
                | operator.memory()
                | {
                    "writes": len(written),
                    "connections": gateways.most_open,
                    "first": [f"{w['verb']} {w['objectRef'].get('resource')}" for w in written[:5]],
                }
            )

    def markdown(self, result):
        few, many = result["few"], result["many"]
        table = page.Table("", f"{self.FEW} new resources", f"restart over {self.MANY} that are ready", "goal")

        def seconds(field):
            return (page.spread([run[field] for run in few]), page.number(many[field]))

        table.add("start to synced, seconds", *seconds("ready"), "")
        table.add("start to all settled, seconds", *seconds("settled"), f"< 10 for {self.FEW}")
        table.add("CPU-s until then", *seconds("used"), "")
        table.add(
            "writes",
            page.spread([run["writes"] for run in few]) + ", until all are ready",
            f"{many['writes']}",
            "0 of a restart",
        )

        def mib(field):
            return (page.spread([run[field] / MIB for run in few]), page.number(many[field] / MIB))

        table.add("heap after collection, all ready, MiB", *mib("heap"), f"< 64 for {self.FEW}")
        table.add("resident when settled, MiB", *mib("resident"), "")
        table.add("resident after collection, MiB", *mib("settledResident"), "")
        return table.lines()

    def goals(self, result):
        few = result["few"]
        yield f"{self.FEW} resources settled, seconds", rounds.median([run["settled"] for run in few]), 10, False
        yield f"the operator's heap with {self.FEW}, MiB", rounds.median([run["heap"] for run in few]) / MIB, 64, False
        yield f"writes of a restart over {self.MANY}", result["many"]["writes"], 0, False

    def bars(self, result):
        return ()


class Operator:
    """The program, while it is entered."""

    def __init__(self, plane, heap=None):
        self.log, self.probes = plane.folder / "operator.log", free_port()
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": "/nonexistent",
            "KUBECONFIG": str(plane.kubeconfig),
            "GATEWAY_IMAGE": "example/gateway:1",
            "OPERATOR_NAMESPACE": "default",
            "PROBES_PORT": str(self.probes),
        } | ({"OPERATOR_HEAP": heap} if heap else {})
        self.environment |= {
            name: os.environ[name] for name in ("JAVA_HOME", "JAVA_TOOL_OPTIONS") if name in os.environ
        }

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.began = time.monotonic()
            self.process = subprocess.Popen(
                ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", PROGRAM],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.pid = self.process.pid
        return self

    def __exit__(self, kind, *_):
        if not self.runs() or kind:
            print(f"the operator's last words:\n{self.last_words()}", file=sys.stderr)
        self.process.terminate()
        self.process.wait()

    def runs(self):
        return self.process.poll() is None

    def last_words(self):
        return self.log.read_text()[-2000:]

    def await_ready(self):
        """When it said so; at once, where it did before."""
        while self.runs():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.probes}/readyz"):
                    return time.monotonic()
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the operator ended:\n{self.last_words()}")

    def resident(self):
        return processes.pss([self.pid])

    def memory(self):
        """What it holds after a collection."""
        java = Path(os.readlink(f"/proc/{self.pid}/exe")).parent

        def jcmd(*command):
            return subprocess.run(
                [java / "jcmd", str(self.pid), *command], check=True, capture_output=True, text=True
            ).stdout

        jcmd("GC.run")
        used = sum(
            int(kib)
            for kib in re.findall(r"(?:new generation|Tenured|DefNew)[^\n]*? used (\d+)K", jcmd("GC.heap_info"))
        )
        (ROOT / "target/bench").mkdir(parents=True, exist_ok=True)
        (ROOT / "target/bench/operator-histogram").write_text(jcmd("GC.class_histogram"))
        return {"heap": used * 1024, "settledResident": self.resident()}


def readiness(access):
    """None until it has a status of its newest generation."""
    status = access.get("status") or {}
    if status.get("observedGeneration") != access["metadata"]["generation"]:
        return None
    return next((condition["status"] for condition in status["conditions"] if condition["type"] == "Ready"), None)


def await_kind(plane):
    deadline = time.monotonic() + 60
    while True:
        try:
            return plane.list(f"{KIND}/backupaccesses")
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def place(number):
    return f"tenant-{number // IN_A_NAMESPACE}", f"access-{number}"


def make(plane, numbers):
    """Resources with bound claims."""
    namespaces = sorted({place(number)[0] for number in numbers})
    plane.for_each(namespaces, lambda name: plane.create("/api/v1/namespaces", {"metadata": {"name": name}}))

    def one(number):
        namespace, name = place(number)
        claims = f"/api/v1/namespaces/{namespace}/persistentvolumeclaims"
        plane.create(
            claims,
            {
                "metadata": {"name": name},
                "spec": {
                    "accessModes": ["ReadWriteOnce"],
                    "resources": {"requests": {"storage": "1Gi"}},
                    "volumeName": f"volume-{number}",
                },
            },
        )
        plane.set_status(
            f"{claims}/{name}", {"phase": "Bound", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}}
        )
        plane.create(
            f"{KIND}/namespaces/{namespace}/backupaccesses",
            {
                "apiVersion": "backupaccess.io/v1alpha1",
                "kind": "BackupAccess",
                "metadata": {"name": name},
                "spec": {
                    "keys": [{"name": "backup-host", "publicKey": KEY, "grants": [{"volume": "data"}]}],
                    "volumes": [{"name": "data", "claimName": name}],
                    "service": {"type": "ClusterIP"},
                },
            },
        )

    plane.for_each(numbers, one)


def serve(plane, gateways, numbers):
    """Plays the controllers and the kubelets: a running pod for each gateway."""

    def one(number):
        namespace, name = place(number)
        core, deployment = (
            f"/api/v1/namespaces/{namespace}",
            f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}-gateway",
        )
        token = plane.list(f"{core}/secrets/{name}-gateway-status")["data"]["token"]
        document = plane.list(f"{core}/configmaps/{name}-gateway")["data"]["gateway.json"]
        gateways.add(number, base64.b64decode(token).decode(), hashlib.sha256(document.encode()).hexdigest())
        made = plane.list(deployment)
        template = made["spec"]["template"]
        pod = f"{core}/pods/{name}-gateway-0"
        replicas = {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "name": f"{name}-gateway-0",
            "uid": made["metadata"]["uid"],
            "controller": True,
        }
        labels = template["metadata"]["labels"] | {"pod-template-hash": "0"}
        plane.create(
            f"{core}/pods",
            {
                "metadata": template["metadata"]
                | {"name": f"{name}-gateway-0", "labels": labels, "ownerReferences": [replicas]},
                "spec": template["spec"] | {"nodeName": "node-1"},
            },
        )
        plane.set_status(
            pod,
            {
                "phase": "Running",
                "podIP": address(number),
                "podIPs": [{"ip": address(number)}],
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        )
        plane.set_status(
            deployment,
            {
                "observedGeneration": made["metadata"]["generation"],
                "replicas": 1,
                "updatedReplicas": 1,
                "readyReplicas": 1,
                "availableReplicas": 1,
            },
        )

    plane.for_each(numbers, one)
