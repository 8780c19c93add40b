"""One case: a row, a peer, and which role is ours."""

import re
import shutil
import time
from dataclasses import replace

from cases import LARGE
from conversation import converse
from peers import REQUEST, End
from session import Expected, Process, free_port, listening, soon, wait_until

ALERTS = {
    "wrong authority": r"unknown.?ca|unknown certificate authority|not recognize and trust the CA|CA is unknown",
    "wrong name": r"bad.?certificate|certificate.?unknown|certificate is bad|unknown certificate|cannot verify your cert",
    "no client certificate": r"certificate.?(is.)?required",
    "external PSK with another key": r"decrypt.?error|error decrypting|decryption.?(has.)?failed|decrypting",
    "alpn mismatch": r"no.?application.?protocol|application protocol",
}
EARLY = b"0-RTT: this was sent before the handshake\n" * 20
# What our log says of a feature.
OURS = {
    ("authentication", "server"): r"peer CN=Surehand interop client authenticated",
    "resumption": r", resumed, ",
    "early": r", resumed, early data accepted",
    "early rejected": r"early data rejected",
    ("early replayed", "client"): r"early data rejected",
    ("early replayed", "server"): r"came early",
    ("later", "server"): r"peer CN=Surehand interop client authenticated after the handshake",
    "psk": r"peer interop authenticated by external pre-shared key",
}


class Case:
    def __init__(self, row, peer, ours, flags=((), ())):
        self.row, self.peer, self.ours = row, peer, ours
        self.flags = flags  # more flags for our client and our server
        doing = "serves" if ours == "client" else "connects"
        self.id = f"{peer.name} {doing}: {row.name}"
        if peer.name == "surehand":
            self.id = f"surehand {flags[0][1]} to {flags[1][1]}: {row.name}"

    def ends(self, setting, folder):
        row, peer, made = self.row, self.peer, setting.certificates
        early = folder / "early" if row.feature.startswith("early") else None
        if early:
            early.write_bytes(EARLY)
        both = dict(
            port=free_port(), ca=made / "ca.pem", chain=made / row.certificate / "chain.pem",
            key=made / row.certificate / "leaf.key", folder=folder, www=None, size=row.size, feature=row.feature,
            steps=row.steps, early=early)  # fmt: skip
        client, server = End(**both), End(**both)
        ours, theirs = (client, server) if self.ours == "client" else (server, client)
        if row.suite:
            # A client that connects twice forgets (NSS).
            pins = peer.pins_suites and not (row.steps > 1 and peer.reconnects)
            (theirs if pins else ours).suites = [row.suite]
        if row.group:
            (ours if peer.name == "chromium" else theirs).groups = [row.group]
        if row.retry:
            client.groups, client.shares, server.groups = list(row.retry), [row.retry[0]], [row.retry[1]]
        if row.cookie:
            server.extra.append("--cookie")
        if row.alpn:
            client.alpn, server.alpn = row.alpn[0].split(","), row.alpn[1].split(",")
        if row.name == "external PSK with another key":
            client.psk = "ff" + client.psk[2:]
        server.types = row.feature in ("typed updates", "later")
        if row.name == "wrong authority":
            client.ca = made / "other" / "ca.pem"
        if row.name == "wrong name":
            client.servername = "wrong.example"
        pages = peer.requests and row.size < LARGE and row.feature != "later"
        if self.ours == "server" and (peer.fetches or pages):
            server.www = setting.page(row.size)[0]
        client.quiet = server.quiet = row.expect == "done"
        if peer.name == "chromium":
            client.groups = []
        if self.ours == "server":
            server.extra += peer.asks_of_ours.get(row.feature, [])
        client.extra += self.flags[0]
        server.extra += self.flags[1]
        return client, server

    def run(self, setting):
        """Runs the case; gives the complaint, or an empty string."""
        row = self.row
        folder = setting.logs / re.sub(r"[^A-Za-z0-9-]+", "_", self.id)
        folder.mkdir(parents=True)
        self.folder = folder
        client_end, server_end = self.ends(setting, folder)
        limit = 120 if self.row.size >= LARGE else 60 if self.peer.name == "chromium" else 30
        deadline = time.monotonic() + (setting.limit or limit)
        as_server = setting.program if self.ours == "server" else self.peer
        as_client = setting.program if self.ours == "client" else self.peer
        self.processes, self.stopped = [], False  # stopped: the peer does not end by itself
        try:
            self.server = Process(as_server.server(server_end), folder, "server")
            self.processes.append(self.server)
            wait_until(lambda: listening(server_end.port) or self.server.code() is not None, deadline)
            if self.server.code() is not None:
                return f"the server did not start (exit {self.server.code()})"
            self.as_server, self.as_client = as_server, as_client
            self.at_server = b""  # what the connections before the last have brought
            for step in range(row.steps - 1 if not as_client.reconnects else 0):
                complaint = self.rehearse(replace(client_end, step=step), deadline)
                if complaint:
                    return complaint
            self.start_client(replace(client_end, step=row.steps - 1))
            if row.feature in ("typed updates", "later"):
                converse(self, deadline)
            else:
                self.carry(setting, server_end.www, deadline)
            return self.judge(setting, deadline)
        finally:
            for process in self.processes:
                process.kill()

    def start_client(self, end):
        self.client = Process(self.as_client.client(end), self.folder, f"client{end.step}", self.as_server.joins_lines)
        self.processes.append(self.client)

    def sent_early(self, step):
        """What the server has of early data: the echo's, and all."""
        row, client = self.row, self.as_client
        if not row.feature.startswith("early") or step == 0:
            return b"", b""
        accepted = row.feature == "early" or (row.feature == "early replayed" and step == 1)
        if not accepted:
            return (EARLY, EARLY) if client.sends_again else (b"", b"")
        return EARLY if self.as_server.echoes_early else b"", EARLY

    def rehearse(self, end, deadline):
        """A connection before the last: a line each way, so that the tickets arrive."""
        self.start_client(end)
        client, server = self.client, self.server
        line = REQUEST if self.as_server.serves == "http" else b"%d: a first connection\n" % end.step
        echoed, early = self.sent_early(end.step)
        before = server.sink.count
        client.feed(line)
        if self.as_server.serves == "pipe":
            server.feed(line)
            self.at_server += early + line
        wanted = 1 if self.as_server.serves == "http" else len((line if self.as_server.serves == "pipe" else echoed + line).strip())
        arrived = lambda: client.sink.count >= wanted and (self.as_server.serves != "pipe" or server.sink.count > before)
        wait_until(lambda: arrived() or client.code() is not None, deadline)
        client.end_input()
        if not client.wait(deadline) or client.code() != 0:
            return f"connection {end.step + 1} ended with exit {client.code()}"
        session = self.folder / "session"
        if end.step == 0 and session.exists():
            shutil.copy(session, self.folder / "session.copy")
        return ""

    def carry(self, setting, www, deadline):
        """Moves the data both ways, then ends the client's input (or the peer, when it is to be truncated)."""
        as_server, as_client = self.as_server, self.as_client
        data = setting.data[: self.row.size]
        self.reached, self.expected = lambda: True, []
        client, server = self.client, self.server
        echoed, early = self.sent_early(self.row.steps - 1)
        if www:
            times = self.row.steps if as_client.reconnects else 1
            page = setting.page(self.row.size)[1] * times + as_client.postscript.get(self.row.feature, b"")
            self.expected = [(client, Expected(page))]
            client.end_input()
            return
        elif as_server.serves == "http":
            client.feed(REQUEST)
            least = self.row.size if self.row.size >= LARGE else 1
            self.reached = lambda: client.sink.count >= least
        else:
            client.feed(data)
            if as_server.serves == "pipe":
                server.feed(data)
                self.expected = [(client, Expected(data)), (server, Expected(self.at_server + early + data))]
            else:
                self.expected = [(client, Expected(echoed + data, as_server.joins_lines))]
        arrived = lambda: all(process.sink.count >= wanted.count for process, wanted in self.expected)
        over = lambda: client.code() is not None
        wait_until(lambda: (arrived() and self.reached()) or over(), deadline)
        if self.row.expect == "truncated":
            (server if self.ours == "client" else client).kill()
        elif as_client.requests:
            self.stopped = not over()
            client.kill()
        client.end_input()

    def judge(self, setting, deadline):
        row, peer, client, server = self.row, self.peer, self.client, self.server
        expect = row.expect
        if expect == "server refuses" and self.ours == "client" and peer.alpn_mismatch == "ignored":
            expect = "done"
        if not client.wait(deadline):
            return "the client did not end in time"
        code = client.code()
        theirs = server if self.ours == "client" else client
        if self.ours == "server" and server.code() is not None:
            return f"our server ended with exit {server.code()}"
        if self.ours == "client" or peer.name == "surehand":
            wanted = {"done": 0, "client refuses": 2, "server refuses": 3, "truncated": 4}[expect]
            if row.expect == "truncated" and self.ours == "server":
                wanted = code
            if code != wanted:
                return f"our client's exit code is {code}, not {wanted}"
        elif expect == "done" and code != 0 and not self.stopped:
            return f"the peer's exit code is {code}"
        elif expect != "done" and code == 0:
            return "the peer was content, where it should have failed"
        if expect == "done":
            return self.judge_data(setting, theirs, deadline)
        if row.name in ALERTS and (self.ours == "client") == (expect == "client refuses"):
            said = lambda: re.search(ALERTS[row.name], self.their_log(theirs), re.I)
            if not wait_until(said, soon(2, deadline)):
                return "the peer's log does not name the alert"
        return ""

    def their_log(self, theirs):
        """Everything but our own log."""
        ours = "client" if self.ours == "client" else "server"
        files = [path for path in self.folder.iterdir() if path.suffix in (".log", ".msg")]
        texts = [path.read_text(errors="replace") for path in sorted(files) if not re.fullmatch(ours + r"\d*\.log", path.name)]
        return "".join(texts) + theirs.sink.head.decode(errors="replace")

    def judge_data(self, setting, theirs, deadline):
        row, peer = self.row, self.peer
        for process, wanted in self.expected:
            if peer.name == "chromium":
                if b"end of page" not in process.sink.head:
                    return "the page did not arrive"
            elif not wanted.met_by(process.sink):
                return f"{process.name}: {process.sink.count} bytes arrived of {wanted.count}, or others"
        if not self.reached():
            return "the reply did not arrive"
        if peer.exits and self.ours == "client":
            if not theirs.wait(deadline):
                return "the peer's server did not end"
            if theirs.code() != 0:
                return f"the peer saw no clean close: exit {theirs.code()}"
        log = self.their_log(theirs)
        if peer.clean and self.ours == "client" and row.size < LARGE:
            if not wait_until(lambda: re.search(peer.clean, self.their_log(theirs)), soon(2, deadline)):
                return "the peer's log shows no close_notify of ours"
        return self.judge_outcome(log)

    def judge_outcome(self, log):
        """What the peer says was negotiated, where it says it."""
        found = re.search(r"negotiated (.*)", log)
        said = dict(pair.partition("=")[::2] for pair in found.group(1).split()) if found else {}
        group = self.row.retry[1] if self.row.retry else self.row.group
        retry = "true" if self.row.retry else ""
        for key, wanted in (("suite", self.row.suite), ("group", group), ("alpn", self.row.agreed), ("retry", retry)):
            if wanted and said.get(key, wanted) != wanted:
                return f"the peer says {key}={said[key]}, not {wanted}"
        hellos, wanted = log.count("ClientHello"), 2 * self.row.steps
        if self.peer.name == "openssl" and self.row.retry and hellos != wanted:
            return f"OpenSSL saw {hellos} ClientHellos, not {wanted}"
        return self.judge_feature(log)

    def judge_feature(self, log):
        """What both say of the feature."""
        feature = self.row.feature
        if not feature or self.row.expect != "done":
            return ""
        ours = (self.client if self.ours == "client" else self.server).text()
        wanted = OURS.get((feature, self.ours), OURS.get(feature, ""))
        if not re.search(wanted, ours):
            return f"ours does not say {wanted!r}"
        if not self.peer.agrees(feature, "serves" if self.ours == "client" else "connects", log):
            return f"the peer does not say that there was {feature}"
        return ""
