#!/usr/bin/env python3
"""Runs BoGo against the shim, and compares what passes with passes.txt: README.md.

run.py --runner RUNNER --shim SHIM --cache FOLDER [--write] [--tally] [GLOB...]
"""

import argparse
import collections
import fnmatch
import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
import groups  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PASSES = HERE / "passes.txt"
SKIP = "*DTLS*;*-QUIC*;QUIC*"
# Peers below TLS 1.3 that have to be refused: the others among them negotiate what we do not have.
REFUSALS = ["MinimumVersion-*-TLS13-*", "MinimumVersion-*-TLS12-TLS1-*", "MinimumVersion-*-TLS12-TLS11-*",
            "MinimumVersion-*-TLS11-TLS1-*", "NoSSL3-Client", "NoSSL3-Server", "WrongMessageType-ClientHello-TLS", "TrailingMessageData-ClientHello-TLS",
            "Server-TooLongSessionID-TLS12"]


def main():
    arguments = parse()
    cache = pathlib.Path(arguments.cache).resolve()
    tests = listed(arguments, cache)
    config = json.loads((HERE / "config.json").read_text())
    stale = [glob for glob in config["DisabledTests"] if not any(fnmatch.fnmatchcase(test["name"], glob) for test in tests)]
    if stale:
        sys.exit(f"disabled, but no such test: {stale}")
    for test in tests:
        kept = any(fnmatch.fnmatchcase(test["name"], glob) for glob in REFUSALS)
        if not groups.needs_tls13_alone(test) and not kept:
            config["DisabledTests"][test["name"]] = "a version below TLS 1.3 is in play"
    effective = cache / "config.json"
    effective.write_text(json.dumps(config))
    results = run(arguments, cache, effective)
    report(arguments, tests, results)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runner", required=True)
    parser.add_argument("--shim", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--write", action="store_true", help="renew passes.txt")
    parser.add_argument("--tally", action="store_true", help="print how many tests of each group pass")
    parser.add_argument("globs", nargs="*", help="only these tests, and nothing is compared")
    return parser.parse_args()


def listed(arguments, cache):
    """The runner's tests over TCP."""
    path = cache / "list.json"
    subprocess.run([arguments.runner, "-shim-path", shim(arguments), "-list", str(path)], check=True)
    return [test for test in json.loads(path.read_text()) if test["protocol"] == "TLS"]


def shim(arguments):
    return str(pathlib.Path(arguments.shim).resolve())


def run(arguments, cache, config):
    """Test names with PASS, FAIL or SKIP; what failed is printed."""
    output = cache / "results.json"
    output.unlink(missing_ok=True)
    command = [arguments.runner, "-shim-path", shim(arguments), "-shim-config", str(config), "-pipe",
               "-allow-unimplemented", "-num-workers", "2", "-skip", SKIP, "-json-output", str(output)]
    if arguments.globs:
        command += ["-test", ";".join(arguments.globs)]
    log = cache / "runner.log"
    with log.open("w") as file:
        subprocess.run(command, stdout=file, stderr=subprocess.STDOUT)
    if not output.exists():
        sys.exit(log.read_text())
    printing = False
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith(("FAILED (", "PASSED (", "UNIMPLEMENTED (")):
            printing = line.startswith("FAILED (")
        if printing:
            print(line)
    return {name: test["actual"] for name, test in json.loads(output.read_text())["tests"].items()}


def report(arguments, tests, results):
    count = collections.Counter(results.values())
    passing = sorted(name for name, result in results.items() if result == "PASS")
    missing = []
    if arguments.write:
        PASSES.write_text("".join(f"{name}\n" for name in passing))
    elif not arguments.globs:
        passed = set(passing)
        missing = [name for name in PASSES.read_text().split() if name not in passed]
        new = passed - set(PASSES.read_text().split())
        for name in missing:
            print(f"no longer passes: {name}")
        if new:
            print(f"{len(new)} tests pass that passes.txt does not have: run with --write")
    if arguments.tally:
        tally(tests, results)
    failed = count["FAIL"] + len(set(missing) - {name for name, result in results.items() if result == "FAIL"})
    skipped = (len(results) if arguments.globs else len(tests)) - count["PASS"] - failed
    print(f"\n{count['PASS']} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


def tally(tests, results):
    """By group: what passes, what there is; RFC tests first."""
    totals, passes = collections.Counter(), collections.Counter()
    for test in tests:
        if groups.needs_tls13_alone(test):
            totals[groups.group(test)] += 1
            passes[groups.group(test)] += results.get(test["name"]) == "PASS"
    for behind in (True, False):
        print(f"\n{'what an RFC says' if behind else 'the rest'}")
        rows = [(name, totals[name, behind]) for name, rfc in totals if rfc == behind]
        for name, total in sorted(rows, key=lambda row: -row[1]):
            print(f"{passes[name, behind]:5} of {total:4}  {name}")
        print(f"{sum(passes[name, behind] for name, _ in rows):5} of {sum(total for _, total in rows):4}  together")


if __name__ == "__main__":
    main()
