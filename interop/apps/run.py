"""Applications over our streams against other people's: `run.py FOLDER-OF-THE-EXAMPLES [WORD...]`.

The axum example with curl, Go's net/http and a page in Chromium; the hyper example with nginx and haproxy; haproxy, as a
proxy, in front of the axum example; and Redis behind two tunnels. The last line is `N passed, N failed`.
"""

import base64
import hashlib
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
import certificates  # noqa: E402
from tunnels import Redis  # noqa: E402

CASES = []
LARGE = 10_000_000


def case(function):
    CASES.append(function)
    return function


def run(*command, timeout=120):
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=timeout)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout.decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(200):
        assert process.poll() is None, f"{process.args} has ended"
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}")


class World:
    """The certificates, and the servers that run."""

    def __init__(self, examples, folder):
        self.examples, self.folder, self.processes = pathlib.Path(examples), folder, []
        root = certificates.issue(folder, "ca", "ecdsa-p256", certificates.AUTHORITY)
        certificates.issue(folder, "leaf", "ecdsa-p256", certificates.LEAF, issuer=root)
        self.ca, self.leaf, self.key = folder / "ca.pem", folder / "leaf.pem", folder / "leaf.key"
        self.ports = {name: free_port() for name in ("axum", "nginx", "haproxy", "proxy")}

    def start(self, name, *command):
        log = open(self.folder / f"{name}.log", "w")
        process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        self.processes.append(process)
        wait_for(self.ports[name], process)

    def url(self, name, path=""):
        return f"https://localhost:{self.ports[name]}/{path}"

    def client(self, name, path, *more):
        return run(self.examples / "hyper_client", self.url(name, path), "--ca", self.ca, *more)

    def curl(self, name, path, *more):
        return run("curl", "-sS", "--fail", "--cacert", self.ca, "--tlsv1.3", *more, self.url(name, path))

    def pin(self):
        public = run("openssl", "x509", "-in", self.leaf, "-noout", "-pubkey")
        der = base64.b64decode("".join(public.splitlines()[1:-1]))
        return base64.b64encode(hashlib.sha256(der).digest()).decode()

    def serve(self):
        self.start("axum", self.examples / "axum_server", f"127.0.0.1:{self.ports['axum']}", self.leaf, self.key)
        (self.folder / "www").mkdir()
        (self.folder / "www" / "file").write_bytes(b"nginx " * (LARGE // 6))
        (self.folder / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {self.folder}/nginx.pid; error_log stderr; user root;
events {{}}
http {{
  access_log off; client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
  fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;
  server {{
    listen 127.0.0.1:{self.ports['nginx']} ssl http2; server_name localhost; root {self.folder}/www;
    ssl_certificate {self.leaf}; ssl_certificate_key {self.key}; ssl_protocols TLSv1.3;
    location = /protocol {{ return 200 "$ssl_protocol $server_protocol\\n"; }}
  }}
}}
""")
        self.start("nginx", "nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", "stderr")
        both = self.folder / "both.pem"
        both.write_bytes(self.leaf.read_bytes() + self.key.read_bytes())
        bind = f"ssl crt {both} ssl-min-ver TLSv1.3 alpn h2,http/1.1"
        (self.folder / "haproxy.cfg").write_text(f"""
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend answers
  bind 127.0.0.1:{self.ports['haproxy']} {bind}
  http-request return status 200 content-type text/plain lf-string "%[ssl_fc_protocol] %[req.ver]"
frontend proxies
  bind 127.0.0.1:{self.ports['proxy']} {bind}
  default_backend axum
backend axum
  server axum 127.0.0.1:{self.ports['axum']} ssl verify required ca-file {self.ca} sni str(localhost) verifyhost localhost alpn h2,http/1.1
""")
        self.start("haproxy", "haproxy", "-db", "-f", self.folder / "haproxy.cfg")
        wait_for(self.ports["proxy"], self.processes[-1])

    def end(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(10)


def equal(seen, wanted):
    assert seen == wanted, f"{seen[:300]!r} instead of {wanted[:300]!r}"


@case
def curl_over_h2(world):
    equal(world.curl("axum", "version", "--http2", "-w", "%{http_version}"), "HTTP/2.0\n2")
    equal(world.curl("axum", "version", "--http1.1", "-w", "%{http_version}"), "HTTP/1.1\n1.1")


@case
def curl_large_bodies(world):
    for version in ("--http2", "--http1.1"):
        assert world.curl("axum", "large", version) == "x" * LARGE
        file = world.folder / "www" / "file"
        assert world.curl("axum", "echo", version, "--data-binary", f"@{file}") == file.read_text()


@case
def curl_many_at_once(world):
    urls = [part for _ in range(30) for part in ("-o", "/dev/null", world.url("axum", "large"))]
    seen = run("curl", "-sS", "--fail", "--cacert", world.ca, "-Z", "--parallel-max", 20, "-w", "%{size_download} ", *urls)
    equal(seen.split(), [str(LARGE)] * 30)


@case
def go_client(world):
    subprocess.run(["go", "build", "-o", world.folder / "go-client", "."], cwd=HERE, check=True)
    seen = run(world.folder / "go-client", world.url("axum"), world.ca)
    equal(seen, "50 parts and an echo of 2 MiB over HTTP/2.0\nHTTP/1.1 resumed: false\nHTTP/1.1 resumed: true\n")


@case
def chromium_page_with_parts(world):
    page = run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={world.folder / 'chromium'}", f"--ignore-certificate-errors-spki-list={world.pin()}",
        "--virtual-time-budget=10000", "--dump-dom", world.url("axum"),
    )  # fmt: skip
    equal(re.search("<title>(.*)</title>", page)[1], "loaded, styled, 40 wide")
    parts = " ".join(str(number) for number in range(20))
    equal(re.search('<p id="data">(.*)</p>', page)[1], f"42 over HTTP/2.0, {parts}")


@case
def our_client_and_nginx(world):
    equal(world.client("nginx", "protocol"), "200 OK HTTP/2.0\nTLSv1.3 HTTP/2.0\n\n")
    equal(world.client("nginx", "protocol", "--http1"), "200 OK HTTP/1.1\nTLSv1.3 HTTP/1.1\n\n")
    for more in ([], ["--http1"]):
        body = world.client("nginx", "file", *more).split("\n", 1)[1]
        assert body == (world.folder / "www" / "file").read_text() + "\n"


@case
def our_client_and_haproxy(world):
    equal(world.client("haproxy", ""), "200 OK HTTP/2.0\nTLSv1.3 2.0\n")
    equal(world.client("haproxy", "", "--http1"), "200 OK HTTP/1.1\nTLSv1.3 1.1\n")


@case
def haproxy_in_front_of_our_server(world):
    equal(world.client("proxy", "version"), "200 OK HTTP/2.0\nHTTP/2.0\n\n")
    equal(world.client("proxy", "echo", "--post", "through both"), "200 OK HTTP/2.0\nthrough both\n")
    assert world.curl("proxy", "large") == "x" * LARGE


@case
def a_stranger_is_refused(world):
    strangers = world.folder / "strangers"
    strangers.mkdir()
    certificates.issue(strangers, "ca", "ecdsa-p256", certificates.AUTHORITY, subject="Somebody else's")
    for name in ("nginx", "haproxy", "axum"):
        command = [world.examples / "hyper_client", world.url(name), "--ca", strangers / "ca.pem"]
        refused = subprocess.run(command, capture_output=True, timeout=30)
        assert refused.returncode != 0 and b"unknown_ca" in refused.stderr, refused.stderr


@case
def redis_behind_two_tunnels(world):
    with Redis(world.examples.parent / "surehand", world.folder / "redis") as redis:
        redis.load(connections=1000, requests=200_000, reloads=10)
        redis.drain()
        redis.vanish()


def main():
    examples, words = sys.argv[1], sys.argv[2:]
    failed = passed = 0
    with tempfile.TemporaryDirectory() as folder:
        world = World(examples, pathlib.Path(folder))
        try:
            world.serve()
            for one in CASES:
                if not all(word in one.__name__ for word in words):
                    continue
                started = time.monotonic()
                try:
                    one(world)
                    passed, outcome = passed + 1, "ok"
                except Exception:
                    failed, outcome = failed + 1, "FAILED\n" + traceback.format_exc()
                print(f"{one.__name__.replace('_', ' ')} ({time.monotonic() - started:.1f} s): {outcome}", flush=True)
        finally:
            world.end()
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


main()
