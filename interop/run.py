#!/usr/bin/env python3
"""Runs the table of cases against real peers on loopback; see README.md."""

import argparse
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import certificates
from case import Case
from cases import LARGE, PROVIDER_ROWS, PROVIDERS, ROWS, provider_lacks
from peers import Surehand
from tools import all_peers

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
