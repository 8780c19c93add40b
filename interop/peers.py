"""The peers: what each can do, and its command lines. A new peer is a class here and an entry in `all_peers`."""

import hashlib
import base64
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUITES = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
CLASSIC = ["x25519", "secp256r1", "secp384r1", "secp521r1"]
REQUEST = b"GET /page.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CERTIFICATES = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-2048", "rsa-pss", "ed25519"]


@dataclass
class End:
    """How one end of a case is set up. An empty list means the program's own default."""

    port: int
    ca: Path
    chain: Path
    key: Path
    folder: Path
    www: Path
    size: int = 0
    suites: list = field(default_factory=list)
    groups: list = field(default_factory=list)
    shares: list = field(default_factory=list)
    alpn: list = field(default_factory=list)
    servername: str = "localhost"
    extra: list = field(default_factory=list)
    quiet: bool = True  # false when the log must name an alert


class Peer:
    name = ""
    roles = ("server", "client")
    groups = CLASSIC
    certificates = CERTIFICATES
    pins_suites = True  # can be told which suites to use
    serves = "echo"  # echo; pipe (standard input and output); http (a fixed page)
    fetches = False  # as a client: gets a page from `serve --www` and no more
    requests = False  # as a client: ends only when the server does, so it gets pages too, or is stopped
    transfers = True  # takes part in the 64 MiB rows
    retries = True  # can be the client of a HelloRetryRequest
    alpn = True
    alpn_mismatch = "refused"  # by its server; `ignored` when it goes on without ALPN
    joins_lines = False  # its echo does not keep line ends
    verifies = True  # its client checks names and authorities
    exits = False  # its exit code tells whether the close was clean
    clean = None  # what its log says when it saw our close_notify

    def version(self):
        return ""


def first_line(*command, pattern=None):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    lines = (done.stdout + done.stderr).strip().splitlines()
    lines = [line for line in lines if re.search(pattern, line)] if pattern else lines
    return lines[0] if lines else "?"


def listed(flag, values, separator):
    return [flag, separator.join(values)] if values else []


class Program(Peer):
    """A program with the flags of `surehand connect` and `surehand serve`: ours, and the peers written for this."""

    def __init__(self, command):
        self.command = [str(part) for part in command]

    def server(self, end):
        content = ["--www", str(end.www)] if end.www else ["--echo"]
        return [*self.command, "serve", "--listen", f"127.0.0.1:{end.port}", "--cert", str(end.chain), "--key",
                str(end.key), *content, *self.common(end)]  # fmt: skip

    def client(self, end):
        return [*self.command, "connect", f"127.0.0.1:{end.port}", "--ca", str(end.ca), "--servername", end.servername,
                *self.common(end), *listed("--shares", end.shares, ":")]  # fmt: skip

    def common(self, end):
        return [*listed("--alpn", end.alpn, ","), *listed("--groups", end.groups, ":"),
                *listed("--ciphersuites", end.suites, ":"), *end.extra]  # fmt: skip


class Surehand(Program):
    name = "surehand"
    groups = ["x25519mlkem768", *CLASSIC]

    def version(self):
        return first_line(*self.command, "--version")


class Own(Program):
    """A peer written for this: one connection, and an exit code that tells how it closed."""

    exits = True
    clean = r"closed clean"

    def server(self, end):
        return [*super().server(end), *self.once]

    once = ["--connections", "1"]


class Rustls(Own):
    name = "rustls"
    groups = ["x25519mlkem768", "x25519", "secp256r1", "secp384r1"]
    certificates = [name for name in CERTIFICATES if name != "rsa-pss"]

    def version(self):
        lock = (HERE / "rustls-peer" / "Cargo.lock").read_text()
        return "rustls " + re.search(r'name = "rustls"\nversion = "([^"]+)"', lock).group(1)


class Go(Own):
    """crypto/tls chooses TLS 1.3 suites itself, and sends a share for its own first choice of the groups allowed."""

    name = "go"
    groups = ["x25519mlkem768", *CLASSIC]
    certificates = [name for name in CERTIFICATES if name != "rsa-pss"]
    pins_suites = False

    def __init__(self, command, go):
        super().__init__(command)
        self.go = go

    def common(self, end):
        return [*listed("--alpn", end.alpn, ","), *listed("--groups", end.groups, ":")]

    def client(self, end):
        end.shares = []
        return super().client(end)

    def version(self):
        return first_line(self.go, "version")


class Python(Own):
    """Python's ssl can be told one group, or none, and no TLS 1.3 suites."""

    name = "python"
    pins_suites = False
    alpn_mismatch = "ignored"
    once = []

    def common(self, end):
        groups = end.groups if len(end.groups) == 1 else []
        return [*listed("--alpn", end.alpn, ","), *listed("--groups", groups, ":")]

    def client(self, end):
        end.shares = []
        return super().client(end)

    def version(self):
        return f"Python {sys.version.split()[0]}, " + first_line(sys.executable, "-c", "import ssl; print(ssl.OPENSSL_VERSION)")


class OpenSsl(Peer):
    name = "openssl"
    serves = "pipe"
    clean = r"<<<.*Alert.*warning close_notify|closed"
    names = {"x25519": "X25519", "secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}

    def version(self):
        return first_line("openssl", "version")

    def common(self, end):
        traced = [] if end.size > 1 << 20 else ["-msg", "-msgfile", str(end.folder / "openssl.msg")]
        return ["-tls1_3", "-quiet", *traced, *listed("-ciphersuites", end.suites, ":"), *listed("-alpn", end.alpn, ","),
                *listed("-groups", [self.names[group] for group in end.groups], ":")]  # fmt: skip

    def server(self, end):
        return ["openssl", "s_server", "-accept", f"127.0.0.1:{end.port}", "-cert", str(end.chain), "-cert_chain",
                str(end.chain), "-key", str(end.key), "-naccept", "1", *self.common(end)]  # fmt: skip

    def client(self, end):
        return ["openssl", "s_client", "-connect", f"127.0.0.1:{end.port}", "-CAfile", str(end.ca),
                "-servername", end.servername, "-verify_hostname", end.servername, "-verify_return_error",
                *self.common(end), "-no_ign_eof"]  # fmt: skip


class GnuTls(Peer):
    name = "gnutls"
    joins_lines = True
    ciphers = dict(zip(SUITES, ("AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305")))

    def version(self):
        return first_line("gnutls-cli", "--version", pattern="gnutls-cli")

    def common(self, end):
        words = ["NORMAL", "-VERS-ALL", "+VERS-TLS1.3"]
        if end.suites:
            words += ["-CIPHER-ALL", *("+" + self.ciphers[suite] for suite in end.suites)]
        if end.groups:
            words += ["-GROUP-ALL", *("+GROUP-" + group.upper() for group in end.groups)]
        alpn = [part for name in end.alpn for part in ("--alpn", name)]
        traced = [] if end.quiet else ["-d", "5"]
        return ["-p", str(end.port), "--priority", ":".join(words), *alpn, *traced]

    def server(self, end):
        fatal = ["--alpn-fatal"] if end.alpn else []
        return ["gnutls-serv", "--echo", "--x509certfile", str(end.chain), "--x509keyfile", str(end.key), *fatal,
                *self.common(end)]  # fmt: skip

    def client(self, end):
        single = ["--single-key-share"] if end.shares else []
        return ["gnutls-cli", *self.common(end), *single, "--logfile", str(end.folder / "gnutls-cli.log"), "--x509cafile",
                str(end.ca), "--sni-hostname", end.servername, "--verify-hostname", end.servername, "127.0.0.1"]  # fmt: skip


class Nss(Peer):
    """selfserv serves one fixed page, knows no ALPN but http/1.1, and echoes a POST's body inside a page."""

    name = "nss"
    serves = "http"
    certificates = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-2048"]
    ciphers = dict(zip(SUITES, (":1301", ":1302", ":1303")))
    names = {"x25519": "x25519", "secp256r1": "P256", "secp384r1": "P384", "secp521r1": "P521"}
    alpn = False
    requests = True

    def version(self):
        return "NSS " + first_line("dpkg-query", "-W", "-f", "${Version}", "libnss3-tools")

    def common(self, end):
        return ["-p", str(end.port), "-V", "tls1.3:tls1.3", *listed("-c", [self.ciphers[suite] for suite in end.suites], ""),
                *listed("-I", [self.names[group] for group in end.groups], ",")]  # fmt: skip

    def server(self, end):
        blocks = ["-g", str(end.size // 16384)] if end.size > 1 << 20 else []
        return ["selfserv", "-d", f"sql:{end.chain.parent / 'nss'}", "-n", "leaf", "-u", *blocks, *self.common(end)]

    def client(self, end):
        store = end.ca.parent / "nss" if end.ca.parent.name == "other" else end.chain.parent / "nss"
        request = end.folder / "request"
        request.write_bytes(REQUEST)
        page = [] if end.size > 1 << 20 else ["-S", "-A", str(request)]
        return ["tstclnt", *page, "-4", "-h", "localhost", "-a", end.servername, "-d", f"sql:{store}", *self.common(end)]


class Curl(Peer):
    name = "curl"
    roles = ("client",)
    fetches = True
    names = {"x25519": "X25519", "secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
    alpn = False

    def version(self):
        return first_line("curl", "--version")

    def client(self, end):
        return ["curl", "-sS", "--http1.1", "--tlsv1.3", "--noproxy", "*", "--cacert", str(end.ca),
                *listed("--tls13-ciphers", end.suites, ":"),
                *listed("--curves", [self.names[group] for group in end.groups], ":"),
                "--resolve", f"{end.servername}:{end.port}:127.0.0.1",
                f"https://{end.servername}:{end.port}/page.html"]  # fmt: skip


class Chromium(Peer):
    """Takes no lists of suites or groups, so ours pin them; offers X25519MLKEM768 and X25519 with GREASE."""

    name = "chromium"
    roles = ("client",)
    groups = ["x25519mlkem768", "x25519", "secp256r1", "secp384r1"]
    certificates = ["ecdsa-p256", "ecdsa-p384", "rsa-2048"]
    fetches = True
    pins_suites = False
    transfers = False
    verifies = False
    alpn = False

    def version(self):
        return first_line("chromium", "--version", pattern="Chromium")

    def client(self, end):
        return ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
                f"--user-data-dir={end.folder / 'chromium'}", f"--ignore-certificate-errors-spki-list={spki(end.chain)}",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--dump-dom",
                f"https://127.0.0.1:{end.port}/page.html"]  # fmt: skip


def spki(chain):
    """The base64 SHA-256 of the leaf's SubjectPublicKeyInfo: Chromium trusts this key alone."""
    pem = subprocess.run(["openssl", "x509", "-in", chain, "-noout", "-pubkey"], capture_output=True, check=True).stdout
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def all_peers(cache):
    rustls = cache / "rustls-target" / "release" / "rustls-peer"
    return [OpenSsl(), GnuTls(), Nss(), Go([cache / "go-peer"], cache / "go-venv" / "bin" / "go"), Python([sys.executable, HERE / "python" / "peer.py"]),
            Rustls([rustls]), Curl(), Chromium()]  # fmt: skip
