"""Gateways that are nothing but their status port: what the operator asks for, and who asked."""

import asyncio
import ctypes
import hashlib
import hmac
import ipaddress
import json
import subprocess
import threading
from contextlib import contextmanager

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PORT = 8081
NETWORK = "198.18.0.0/16"  # of RFC 2544, for benchmarks: the operator asks no pod at an address of the loopback's


def address(number):
    """Of one gateway's pod."""
    return f"198.18.{number // 250}.{number % 250 + 1}"


@contextmanager
def own_network():
    """The process and all it starts has a network of its own meanwhile, with all addresses of gateways. For root."""
    libc, clone_newnet = ctypes.CDLL(None, use_errno=True), 0x40000000
    with open("/proc/self/ns/net") as before:
        if libc.unshare(clone_newnet):
            raise OSError(ctypes.get_errno(), "a network of its own is for root")
        try:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
            subprocess.run(["ip", "route", "add", "local", NETWORK, "dev", "lo"], check=True)
            yield
        finally:
            libc.setns(before.fileno(), clone_newnet)


class Channel:
    """The gateway's side of a status port's channel: Noise_NNpsk0_25519_AESGCM_SHA256, as docs/decisions/0007 has it."""

    PURPOSE = b"backup-access status port 1"

    def __init__(self, token, address):
        self.chaining = self.hash = b"Noise_NNpsk0_25519_AESGCM_SHA256"
        self.mix_hash(self.PURPOSE + ipaddress.ip_address(address).packed)
        self.chaining, temporary, self.key = self.derive(hkdf(b"", token, self.PURPOSE, 32), 3)
        self.mix_hash(temporary)

    def derive(self, material, count):
        keys = hkdf(self.chaining, material, b"", 32 * count)
        return [keys[i : i + 32] for i in range(0, len(keys), 32)]

    def mix_hash(self, data):
        self.hash = hashlib.sha256(self.hash + data).digest()

    def mix_key(self, material):
        self.chaining, self.key = self.derive(material, 2)

    def accept(self, first):
        """The answer to the caller's first message, which raises InvalidTag where the caller has another token."""
        theirs = first[:32]
        self.mix_hash(theirs)
        self.mix_key(theirs)
        AESGCM(self.key).decrypt(bytes(12), first[32:], self.hash)
        self.mix_hash(first[32:])
        pair = X25519PrivateKey.generate()
        own = pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.mix_hash(own)
        self.mix_key(own)
        self.mix_key(pair.exchange(X25519PublicKey.from_public_bytes(theirs)))
        seal = AESGCM(self.key).encrypt(bytes(12), b"", self.hash)
        self.incoming, self.outgoing = (AESGCM(key) for key in self.derive(b"", 2))
        self.received = self.sent = 0
        return own + seal

    async def read(self, reader):
        """All that the caller says."""
        said = b""
        while True:
            sealed = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
            plain = self.incoming.decrypt(bytes(4) + self.received.to_bytes(8, "big"), sealed, b"")
            self.received += 1
            if not plain:
                return said
            said += plain

    def message(self, plain):
        sealed = self.outgoing.encrypt(bytes(4) + self.sent.to_bytes(8, "big"), plain, b"")
        self.sent += 1
        return len(sealed).to_bytes(2, "big") + sealed


def hkdf(salt, material, info, length):
    extracted = hmac.digest(salt or bytes(32), material, "sha256")
    expanded, block, number = b"", b"", 1
    while len(expanded) < length:
        block = hmac.digest(extracted, block + info + bytes([number]), "sha256")
        expanded, number = expanded + block, number + 1
    return expanded[:length]


class Gateways:
    """Answers at all of its addresses while it is entered."""

    def __init__(self):
        self.answers, self.asked, self.refused, self.last, self.open, self.most_open = {}, {}, 0, 0.0, 0, 0

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        async def serve():
            self._server = await asyncio.start_server(self._serve, "0.0.0.0", PORT, backlog=4096)
            started.set()
            await asyncio.Event().wait()

        self._task = None

        def run():
            asyncio.set_event_loop(self._loop)
            self._task = self._loop.create_task(serve())
            try:
                self._loop.run_until_complete(self._task)
            except asyncio.CancelledError:
                pass
            finally:
                started.set()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        started.wait()
        if self._task.done():
            self._task.result()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    def add(self, number, token, digest):
        status = {
            "configurationDigest": digest,
            "problems": [],
            "fingerprints": [],
            "sessions": 0,
            "draining": False,
            "confinement": {"landlockAbi": 7, "layers": ["landlock", "seccomp", "no-new-privileges"]},
        }
        body = json.dumps(status).encode()
        self.answers[address(number)] = token.encode(), body

    def forget_who_asked(self):
        self.asked.clear()

    async def _serve(self, reader, writer):
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            own = writer.get_extra_info("sockname")[0]
            token, body = self.answers[own]
            channel = Channel(token, own)
            writer.write(channel.accept(await reader.readexactly(48)))
            await channel.read(reader)
            writer.write(channel.message(b"200\n" + body) + channel.message(b""))
            await writer.drain()
            self.asked[own] = self.asked.get(own, 0) + 1
            self.last = asyncio.get_running_loop().time()
        except InvalidTag:
            self.refused += 1
        except (asyncio.IncompleteReadError, ConnectionError, KeyError):
            pass
        finally:
            self.open -= 1
            writer.close()
