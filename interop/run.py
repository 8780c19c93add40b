#!/usr/bin/env python3
"""Runs the table of cases against real peers on loopback; see README.md."""

import argparse
import random
import re
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import certificates
from cases import LARGE, PROVIDER_ROWS, PROVIDERS, ROWS, provider_lacks
from peers import End, REQUEST, Surehand, all_peers
from session import Expected, Process, free_port, listening, wait_until

ALERTS = {
    "wrong authority": r"unknown.?ca|unknown certificate authority|not recognize and trust the CA|CA is unknown",
    "wrong name": r"bad.?certificate|certificate.?unknown|certificate is bad|unknown certificate|cannot verify your cert",
    "alpn mismatch": r"no.?application.?protocol|application protocol",
}


def lines(source):
    return (source.randbytes(2000) for _ in range(LARGE // 4001 + 1))


class Setting:
    """What all cases share: the program, certificates, data and folders."""

    def __init__(self, program, cache, limit):
        self.program, self.cache, self.limit = program, cache, limit
        self.certificates = cache / "certificates"
        if not (self.certificates / "made").exists():
            shutil.rmtree(self.certificates, ignore_errors=True)
            certificates.make(self.certificates)
            (self.certificates / "made").touch()
        self.logs = cache / "logs"
        for old in (self.logs, *cache.glob("www-*")):
            shutil.rmtree(old, ignore_errors=True)
        # Hexadecimal in long lines: some peers take letters such as Q as commands, or send line by line.
        self.data = b"".join(line.hex().encode() + b"\n" for line in lines(random.Random(8446)))[:LARGE]

    def page(self, size):
        folder = self.cache / f"www-{size}"
        page = b"<!doctype html><title>interop</title><pre>" + self.data[:size] + b"</pre><p>end of page</p>\n"
        if not folder.exists():
            folder.mkdir()
            (folder / "page.html").write_bytes(page)
        return folder, page


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
        both = dict(
            port=free_port(), ca=made / "ca.pem", chain=made / row.certificate / "chain.pem",
            key=made / row.certificate / "leaf.key", folder=folder, www=None, size=row.size)  # fmt: skip
        client, server = End(**both), End(**both)
        ours, theirs = (client, server) if self.ours == "client" else (server, client)
        if row.suite:
            (theirs if peer.pins_suites else ours).suites = [row.suite]
        if row.group:
            (ours if peer.name == "chromium" else theirs).groups = [row.group]
        if row.retry:
            client.groups, client.shares, server.groups = list(row.retry), [row.retry[0]], [row.retry[1]]
        if row.cookie:
            server.extra.append("--cookie")
        if row.alpn:
            client.alpn, server.alpn = row.alpn[0].split(","), row.alpn[1].split(",")
        if row.name == "wrong authority":
            client.ca = made / "other" / "ca.pem"
        if row.name == "wrong name":
            client.servername = "wrong.example"
        if self.ours == "server" and (peer.fetches or (peer.requests and row.size < LARGE)):
            server.www = setting.page(row.size)[0]
        client.quiet = server.quiet = row.expect == "done"
        if peer.name == "chromium":
            client.groups = []
        client.extra += self.flags[0]
        server.extra += self.flags[1]
        return client, server

    def run(self, setting):
        """Runs the case; gives the complaint, or an empty string."""
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
            joins = as_server.joins_lines
            self.client = Process(as_client.client(client_end), folder, "client", joins)
            self.processes.append(self.client)
            self.carry(setting, as_server, as_client, server_end.www, deadline)
            return self.judge(setting, deadline)
        finally:
            for process in self.processes:
                process.kill()

    def carry(self, setting, as_server, as_client, www, deadline):
        """Moves the data both ways, then ends the client's input (or the peer, when it is to be truncated)."""
        data = setting.data[: self.row.size]
        self.reached, self.expected = lambda: True, []
        client, server = self.client, self.server
        if www:
            self.expected = [(client, Expected(setting.page(self.row.size)[1]))]
            client.end_input()
            return
        elif as_server.serves == "http":
            client.feed(REQUEST)
            least = self.row.size if self.row.size >= LARGE else 1
            self.reached = lambda: client.sink.count >= least
        else:
            client.feed(data)
            self.expected = [(client, Expected(data, as_server.joins_lines))]
            if as_server.serves == "pipe":
                server.feed(data)
                self.expected.append((server, Expected(data)))
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
            if not wait_until(said, min(deadline, time.monotonic() + 2)):
                return "the peer's log does not name the alert"
        return ""

    def their_log(self, theirs):
        more = [path.read_text(errors="replace") for path in self.folder.iterdir() if path.suffix in (".log", ".msg")]
        return theirs.text() + "".join(more) + theirs.sink.head.decode(errors="replace")

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
            if not wait_until(lambda: re.search(peer.clean, self.their_log(theirs)), min(deadline, time.monotonic() + 2)):
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
        hellos = log.count("ClientHello")
        if self.peer.name == "openssl" and self.row.retry and hellos != 2:
            return f"OpenSSL saw {hellos} ClientHellos, not 2"
        return ""


def cases(setting, peers):
    for peer in peers:
        for ours in ("client", "server"):
            yield from (Case(row, peer, ours) for row in ROWS if row.fits(peer, ours))
    for client, server in PROVIDERS:
        flags = (["--provider", client], ["--provider", server])
        rows = [row for row in PROVIDER_ROWS if "client" in row.roles and not provider_lacks(row, (client, server))]
        yield from (Case(row, setting.program, "client", flags) for row in rows)


def show_failure(case, complaint):
    print(f"     {complaint}")
    for process in case.processes:
        print(f"     {process.name}: {' '.join(process.command)}")
        print(f"     exit {process.child.returncode}, {process.sink.count} bytes out; its log ends:")
        for line in process.text().splitlines()[-12:]:
            print(f"       | {line[:200]}")
    print(f"     logs: {case.folder}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="run the cases whose name has all these words")
    parser.add_argument("--program", required=True, help="the surehand binary")
    parser.add_argument("--cache", required=True, type=Path)
    parser.add_argument("--limit", type=float, help="seconds a case may take, in place of its own limit")
    parser.add_argument("--list", action="store_true", help="name the cases, run none")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that a case ends its processes
    cache = arguments.cache.resolve()
    peers = all_peers(cache)
    program = Surehand([Path(arguments.program).resolve()])
    if arguments.list:
        setting = argparse.Namespace(program=program)
        print("\n".join(case.id for case in cases(setting, peers)))
        return 0
    for peer in [program, *peers]:
        print(f"{peer.name:<10}{peer.version()}")
    setting = Setting(program, cache, arguments.limit)
    names = {peer.name for peer in [program, *peers]}
    passed, failed = Counter(), Counter()
    for case in cases(setting, peers):
        if not all(word == case.id.split()[0] if word in names else word in case.id for word in arguments.words):
            continue
        started = time.monotonic()
        complaint = case.run(setting)
        print(f"{'FAIL' if complaint else 'ok  '} {time.monotonic() - started:6.2f} s  {case.id}")
        (failed if complaint else passed)[case.id.partition(":")[0]] += 1
        if complaint:
            show_failure(case, complaint)
        else:
            shutil.rmtree(case.folder)
    print(f"\n{'':<32}{'passed':>8}{'failed':>8}")
    for name in dict.fromkeys([*passed, *failed]):
        print(f"{name:<32}{passed[name]:>8}{failed[name]:>8}")
    print(f"{passed.total()} passed, {failed.total()} failed")
    return 1 if failed.total() or not passed.total() else 0


if __name__ == "__main__":
    sys.exit(main())
