"""The peers that come as tools with flags of their own, and the list of all."""

import base64
import hashlib
import subprocess
import sys

from peers import HERE, PSK, PSK_IDENTITY, REQUEST, SUITES, Go, Peer, Python, Rustls, first_line, listed


class OpenSsl(Peer):
    name = "openssl"
    serves = "pipe"
    clean = r"<<<.*Alert.*warning close_notify|closed"
    names = {"x25519": "X25519", "secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
    can_serve = {"authentication", "no certificate", "resumption", "early", "early rejected", "early replayed", "updates",
                 "typed updates", "later", "psk"}  # fmt: skip
    can_connect = can_serve
    says = {
        "authentication": r"CertificateVerify",
        "updates": r"(?s)<<<[^\n]*KeyUpdate.*>>>[^\n]*KeyUpdate",
        "typed updates": r"(?s)>>>[^\n]*KeyUpdate.*<<<[^\n]*KeyUpdate.*>>>[^\n]*KeyUpdate",
        "later": r"(?s)Finished.*CertificateRequest.*CertificateVerify",
    }

    def version(self):
        return first_line("openssl", "version")

    def agrees(self, feature, doing, log):
        # Of its messages, those that only a full handshake has, and one that follows early data.
        full, accepted = log.count(", Certificate\n"), log.count("EndOfEarlyData")
        if feature == "early rejected" and doing == "serves":
            # The first ClientHello has used the ticket up, and the second comes in vain.
            return (full, accepted) == (2, 0)
        wanted = {"resumption": (1, 0), "early": (1, 1), "early rejected": (1, 0), "early replayed": (2, 1)}
        return (full, accepted) == wanted[feature] if feature in wanted else super().agrees(feature, doing, log)

    def common(self, end):
        traced = [] if end.size > 1 << 20 else ["-msg", "-msgfile", str(end.folder / f"openssl{end.step}.msg")]
        quiet = [] if end.types else ["-quiet"]
        return ["-tls1_3", *quiet, *traced, *listed("-ciphersuites", end.suites, ":"), *listed("-alpn", end.alpn, ","),
                *listed("-groups", [self.names[group] for group in end.groups], ":")]  # fmt: skip

    def server(self, end):
        shown = ["-cert", str(end.chain), "-cert_chain", str(end.chain), "-key", str(end.key)]
        psk = ["-nocert", "-psk", end.psk, "-psk_identity", PSK_IDENTITY]
        asks = ["-Verify", "2", "-CAfile", str(end.ca), "-verify_return_error"]
        more = {"authentication": asks, "no certificate": asks, "later": ["-CAfile", str(end.ca)], "early": ["-early_data"],
                "early rejected": ["-early_data"], "early replayed": ["-early_data"]}  # fmt: skip
        return ["openssl", "s_server", "-accept", f"127.0.0.1:{end.port}", *(psk if end.feature == "psk" else shown),
                "-naccept", str(end.steps), *more.get(end.feature, []), *self.common(end)]  # fmt: skip

    def client(self, end):
        session = str(end.folder / "session")
        shown = ["-cert", end.client[0], "-cert_chain", end.client[0], "-key", end.client[1]]
        resumed = ["-sess_in", session] if end.step else ["-sess_out", session]
        early = [*resumed, "-early_data", str(end.early)] if end.early and end.step else resumed
        more = {"authentication": shown, "later": [*shown, "-enable_pha"], "resumption": resumed, "early": early,
                "early rejected": early, "early replayed": early, "psk": ["-psk", end.psk, "-psk_identity", PSK_IDENTITY]}  # fmt: skip
        return ["openssl", "s_client", "-connect", f"127.0.0.1:{end.port}", "-CAfile", str(end.ca),
                "-servername", end.servername, "-verify_hostname", end.servername, "-verify_return_error",
                *more.get(end.feature, []), *self.common(end), "-no_ign_eof"]  # fmt: skip


class GnuTls(Peer):
    name = "gnutls"
    joins_lines = True
    can_serve = {"authentication", "no certificate", "resumption", "early", "updates", "psk"}
    can_connect = {*can_serve, "early rejected", "later"}
    reconnects = True
    echoes_early = False
    says = {"resumption": r"This is a resumed session", "early": r"This is a resumed session"}
    ciphers = dict(zip(SUITES, ("AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305")))

    def version(self):
        return first_line("gnutls-cli", "--version", pattern="gnutls-cli")

    def common(self, end):
        words = ["NORMAL", "-VERS-ALL", "+VERS-TLS1.3"]
        if end.suites:
            words += ["-CIPHER-ALL", *("+" + self.ciphers[suite] for suite in end.suites)]
        if end.groups:
            words += ["-GROUP-ALL", *("+GROUP-" + group.upper() for group in end.groups)]
        if end.feature == "psk":
            words += ["-KX-ALL", "+ECDHE-PSK", "+DHE-PSK"]
        alpn = [part for name in end.alpn for part in ("--alpn", name)]
        traced = [] if end.quiet else ["-d", "5"]
        return ["-p", str(end.port), "--priority", ":".join(words), *alpn, *traced]

    def server(self, end):
        fatal = ["--alpn-fatal"] if end.alpn else []
        passwords = end.folder / "passwords"
        passwords.write_text(f"{PSK_IDENTITY}:{end.psk}\n")
        shown = ["--x509certfile", str(end.chain), "--x509keyfile", str(end.key)]
        asks = ["--require-client-cert", "--verify-client-cert", "--x509cafile", str(end.ca)]
        more = {"authentication": asks, "no certificate": asks, "early": ["--earlydata"], "early rejected": ["--earlydata"]}
        return ["gnutls-serv", "--echo", *(["--pskpasswd", str(passwords)] if end.feature == "psk" else shown), *fatal,
                *more.get(end.feature, []), *self.common(end)]  # fmt: skip

    def client(self, end):
        single = ["--single-key-share"] if end.shares else []
        shown = ["--x509certfile", end.client[0], "--x509keyfile", end.client[1]]
        resumed = ["--resume", "--waitresumption"]
        early = [*resumed, "--earlydata", str(end.early)]
        more = {"authentication": shown, "later": [*shown, "--post-handshake-auth"], "resumption": resumed, "early": early,
                "early rejected": early, "psk": ["--pskusername", PSK_IDENTITY, "--pskkey", end.psk]}  # fmt: skip
        return ["gnutls-cli", *self.common(end), *single, *more.get(end.feature, []), "--logfile", str(end.folder / "gnutls-cli.log"), "--x509cafile",
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
    reconnects = True
    can_serve = {"authentication", "no certificate", "resumption"}
    can_connect = {"authentication", "no certificate", "resumption", "updates", "later", "psk"}
    postscript = {"psk": b"Using External PSK:\n    %s:\n    %s\n" % tuple(
        b":".join(PSK[i : i + 2].encode() for i in range(start, start + 32, 2)) for start in (0, 32))}  # fmt: skip
    asks_of_ours = {"psk": ["--tickets", "1"]}  # of two in one record it is confused, if there was no certificate

    def version(self):
        return "NSS " + first_line("dpkg-query", "-W", "-f", "${Version}", "libnss3-tools")

    def common(self, end):
        return ["-p", str(end.port), "-V", "tls1.3:tls1.3", *listed("-c", [self.ciphers[suite] for suite in end.suites], ""),
                *listed("-I", [self.names[group] for group in end.groups], ",")]  # fmt: skip

    def server(self, end):
        blocks = ["-g", str(end.size // 16384)] if end.size > 1 << 20 else []
        more = {"authentication": ["-r", "-r"], "no certificate": ["-r", "-r"]}
        return ["selfserv", "-d", f"sql:{end.chain.parent / 'nss'}", "-n", "leaf", "-u", *blocks,
                *more.get(end.feature, []), *self.common(end)]  # fmt: skip

    def client(self, end):
        # Where there is a client certificate, it is shown to whoever asks.
        strange = end.ca.parent.name == "other" or end.feature == "no certificate"
        store = (end.ca if strange else end.chain).parent / "nss"
        request = end.folder / "request"
        request.write_bytes(REQUEST)
        page = [] if end.size > 1 << 20 or end.feature == "later" else ["-S", "-A", str(request)]
        more = {"authentication": ["-n", "client"], "later": ["-n", "client", "-E"], "resumption": ["-u", "-L", "2"],
                "psk": ["-z", f"0x{end.psk}:{PSK_IDENTITY}"]}.get(end.feature, [])  # fmt: skip
        return ["tstclnt", *page, *more, "-4", "-h", "localhost", "-a", end.servername, "-d", f"sql:{store}", *self.common(end)]


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
