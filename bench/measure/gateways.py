"""Gateways that are nothing but their status port: what the operator asks for, and who asked."""
import asyncio, base64, ctypes, hashlib, hmac, json, re, subprocess, threading
from contextlib import contextmanager

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


def prove(request, token, authority, body):
    """What shows that a request's answer is of a holder of the token; None where the request does not show it of itself."""
    method, target = request.split(b" ", 2)[:2]
    said = re.search(rb"(?i)\r\nauthorization: Backup-Access (\S+) (\S+)\r\n", request)

    def mac(what, text):
        digest = hmac.new(token, b"\n".join((what, said[1], text)), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=")

    if said and hmac.compare_digest(mac(b"request", b" ".join((method, target, authority.encode()))), said[2]):
        return mac(b"answer", b"200 " + body)
    return None


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
        status = {"configurationDigest": digest, "problems": [], "fingerprints": [], "sessions": 0, "draining": False,
                  "confinement": {"landlockAbi": 7, "layers": ["landlock", "seccomp", "no-new-privileges"]}}
        body = json.dumps(status).encode()
        self.answers[address(number)] = token.encode(), body

    def forget_who_asked(self):
        self.asked.clear()

    async def _serve(self, reader, writer):
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            own = writer.get_extra_info("sockname")[0]
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                token, body = self.answers[own]
                proof = prove(request, token, f"{own}:{PORT}", body)
                if not proof:
                    self.refused += 1
                    return
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nBackup-Access-Proof: %s\r\nContent-Length: %d\r\n\r\n%s"
                             % (proof, len(body), body))
                await writer.drain()
                self.asked[own] = self.asked.get(own, 0) + 1
                self.last = asyncio.get_running_loop().time()
        except (asyncio.IncompleteReadError, ConnectionError, KeyError):
            pass
        finally:
            self.open -= 1
            writer.close()
