"""What a peer is, and the programs with our flags. The others are in tools.py."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUITES = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
CLASSIC = ["x25519", "secp256r1", "secp384r1", "secp521r1"]
REQUEST = b"GET /page.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PSK, PSK_IDENTITY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "interop"
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
    feature: str = ""  # what the case is about, beyond data: a key of features.FEATURES
    step: int = 0  # which of the case's connections a client is for
    steps: int = 1  # how many connections there are
    early: Path = None  # what to send early
    psk: str = PSK
    types: bool = False  # commands are typed at it

    @property
    def client(self):
        """The client's certificate, and its key."""
        return [str(self.key.parent / "client.pem"), str(self.key.parent / "client.key")]


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
    can_serve = {"updates"}  # the features that it has as a server
    can_connect = {"updates"}  # and as a client
    reconnects = False  # its client makes all connections of a case in one process
    echoes_early = True  # its server's echo has early data in it
    sends_again = False  # its client sends early data again that was rejected
    postscript = {}  # feature: what its client says on standard output at last
    asks_of_ours = {}  # feature: flags that our server needs for it with this client
    says = {}  # feature: what its log says if it was so

    def version(self):
        return ""

    def agrees(self, feature, doing, log):
        """Whether its log says so, if it says anything of that."""
        return re.search(self.says.get(feature, ""), log)


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
        shown = [] if end.feature == "psk" else ["--cert", str(end.chain), "--key", str(end.key)]
        return [*self.command, "serve", "--listen", f"127.0.0.1:{end.port}", *shown, *content,
                *self.featured_server(end), *self.common(end)]  # fmt: skip

    def client(self, end):
        trusted = [] if end.feature == "psk" else ["--ca", str(end.ca)]
        return [*self.command, "connect", f"127.0.0.1:{end.port}", *trusted, "--servername", end.servername,
                *self.featured_client(end), *self.common(end), *listed("--shares", end.shares, ":")]  # fmt: skip

    def featured_server(self, end):
        return {
            "authentication": ["--verify", str(end.ca)],
            "no certificate": ["--verify", str(end.ca)],
            "early": ["--early-data", "16384"],
            "early rejected": ["--early-data", "16384"],
            "early replayed": ["--early-data", "16384"],
        }.get(end.feature, [])

    def featured_client(self, end):
        shown = ["--cert", end.client[0], "--key", end.client[1]]
        again = ["--resume"] if self.reconnects else []
        early = [*again, "--early-data", str(end.early), "--early-data-retry"]
        return {"authentication": shown, "later": shown, "resumption": again, "early": early,
                "early rejected": early}.get(end.feature, [])  # fmt: skip

    def common(self, end):
        return [*listed("--alpn", end.alpn, ","), *listed("--groups", end.groups, ":"),
                *listed("--ciphersuites", end.suites, ":"), *end.extra]  # fmt: skip


class Surehand(Program):
    name = "surehand"
    groups = ["x25519mlkem768", *CLASSIC]
    sends_again = True

    def featured_server(self, end):
        traced = ["--trace"] if end.feature else []
        secret = ["--ticket-key", str(end.key)]  # any bytes; with it, early data is rejected in the first seconds
        psk = ["--psk", end.psk, "--psk-identity", PSK_IDENTITY]
        more = {"early rejected": secret, "early replayed": ["--stateful-tickets"], "psk": psk,
                "updates": ["--update-keys", "40"], "later": ["--verify", str(end.ca), "--request-later"]}  # fmt: skip
        return [*super().featured_server(end), *traced, *more.get(end.feature, [])]

    def featured_client(self, end):
        session = end.folder / "session"
        if end.feature in ("resumption", "early", "early rejected", "early replayed"):
            if end.step == 0:
                return ["--sess-out", str(session)]
            early = ["--early-data", str(end.early), "--early-data-retry"] if end.early else []
            return ["--sess-in", f"{session}{'.copy' if end.step == 2 else ''}", *early]
        more = {"psk": ["--psk", end.psk, "--psk-identity", PSK_IDENTITY], "updates": ["--update-keys", "40"],
                "later": ["--post-handshake-auth"]}  # fmt: skip
        return [*super().featured_client(end), *more.get(end.feature, [])]

    def version(self):
        return first_line(*self.command, "--version")


class Own(Program):
    """A peer written for this: one connection, and an exit code that tells how it closed."""

    exits = True
    clean = r"closed clean"

    def server(self, end):
        return [*super().server(end), *(["--connections", str(end.steps)] if self.counts else [])]

    counts = True


class Rustls(Own):
    name = "rustls"
    groups = ["x25519mlkem768", "x25519", "secp256r1", "secp384r1"]
    certificates = [name for name in CERTIFICATES if name != "rsa-pss"]
    can_serve = {"authentication", "no certificate", "resumption", "early", "early rejected", "updates"}
    can_connect = can_serve
    reconnects = sends_again = True
    says = {"authentication": r"certificates=[12]", "resumption": r"resumed=true", "early": r"resumed=true early=true",
            "early rejected": r"resumed=(true|false) early=false"}  # fmt: skip

    def version(self):
        lock = (HERE / "rustls-peer" / "Cargo.lock").read_text()
        return "rustls " + re.search(r'name = "rustls"\nversion = "([^"]+)"', lock).group(1)


class Go(Own):
    """crypto/tls chooses TLS 1.3 suites itself, and sends a share for its own first choice of the groups allowed."""

    name = "go"
    groups = ["x25519mlkem768", *CLASSIC]
    certificates = [name for name in CERTIFICATES if name != "rsa-pss"]
    pins_suites = False
    can_serve = can_connect = {"authentication", "no certificate", "resumption", "updates"}
    reconnects = True
    says = {"authentication": r"peer=\S", "resumption": r"resumed=true"}

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
    counts = False

    def common(self, end):
        groups = end.groups if len(end.groups) == 1 else []
        return [*listed("--alpn", end.alpn, ","), *listed("--groups", groups, ":")]

    def client(self, end):
        end.shares = []
        return super().client(end)

    def version(self):
        return f"Python {sys.version.split()[0]}, " + first_line(sys.executable, "-c", "import ssl; print(ssl.OPENSSL_VERSION)")
