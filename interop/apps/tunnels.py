"""Redis behind two tunnels, ours, with certificates on both ends."""

import re
import signal
import socket
import subprocess
import time
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(what, is_so):
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


class Process:
    """A program, and what it writes."""

    def __init__(self, log, *command):
        self.log = log
        with open(log, "w") as out:
            self.process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=out)

    def says(self, pattern, times=1):
        eventually(f"{pattern} in {self.log.read_text()}", lambda: len(re.findall(pattern, self.log.read_text())) >= times)
        return re.findall(pattern, self.log.read_text())[0]

    def end(self, code):
        assert (found := self.process.wait(30)) == code, f"{found} instead of {code}: {self.log.read_text()}"


class Tunnel(Process):
    def __init__(self, log, program, to, who, folder, *more):
        identity = ["--cert", folder / f"{who}.pem", "--key", folder / f"{who}.key", "--ca", folder / "ca.pem"]
        # A thousand handshakes at once take their time on a busy machine.
        places = ["--handshake-seconds", 120, "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--to", f"127.0.0.1:{to}"]
        super().__init__(log, program, "tunnel", *places, *identity, *more)
        self.port = int(self.says(r"listening on 127.0.0.1:(\d+)"))
        self.metrics = self.says(r"metrics at (\S+)")

    def counter(self, name):
        text = urllib.request.urlopen(self.metrics).read().decode()
        return int(re.search(rf"^surehand_tunnel_{re.escape(name)} (\d+)$", text, re.MULTILINE)[1])


class Redis:
    def __init__(self, program, folder):
        folder.mkdir()
        self.program, self.folder, self.port = program, folder, free_port()

    def renew(self):
        subprocess.run([self.program, "cert", "--out", self.folder], check=True, capture_output=True)

    def __enter__(self):
        self.renew()
        log = self.folder / "redis.log"
        self.redis = Process(log, "redis-server", "--bind", "127.0.0.1", "--port", self.port, "--save", "", "--dir", self.folder)
        self.redis.says("Ready to accept connections")
        self.server = Tunnel(self.folder / "server.log", self.program, self.port, "leaf", self.folder, "--server")
        more = ["--client", "--name", "localhost"]
        self.client = Tunnel(self.folder / "client.log", self.program, self.server.port, "client", self.folder, *more)
        return self

    def __exit__(self, *_):
        for process in (self.redis, self.server, self.client):
            process.process.kill()
            process.process.wait()

    def ask(self, user, question, answer):
        user.sendall(question)
        seen = user.recv(1000)
        assert seen == answer, seen

    def load(self, connections, requests, reloads):
        """So many connections at once, while certificates and ticket keys change: none is dropped."""
        command = ["redis-benchmark", "-p", self.client.port, "-c", connections, "-n", requests, "-t", "set,get", "--csv"]
        load = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        eventually("load", lambda: self.server.counter("connections_open") >= connections)
        during = 0
        for number in range(1, reloads + 1):
            self.renew()
            for tunnel in (self.server, self.client):
                tunnel.process.send_signal(signal.SIGHUP)
                tunnel.says("reloaded; ", number)
            during += self.server.counter("connections_open") >= connections
        said = load.communicate(timeout=300)[0].decode()
        assert load.returncode == 0 and "rror" not in said, said
        assert [line.split(",")[0] for line in said.splitlines()[-2:]] == ['"SET"', '"GET"'], said
        assert during > 0, "the load was over before the first reload"
        for tunnel in (self.server, self.client):
            eventually("all are closed", lambda: tunnel.counter("connections_open") == 0)
            assert "connection " not in tunnel.log.read_text(), tunnel.log.read_text()
            # Once for each of the two tests.
            assert tunnel.counter("connections_total") >= 2 * connections

    def drain(self):
        """SIGTERM takes no more users, and serves those that are there."""
        with socket.create_connection(("127.0.0.1", self.client.port)) as user:
            self.ask(user, b"PING\r\n", b"+PONG\r\n")
            self.client.process.send_signal(signal.SIGTERM)
            self.client.says("ending: 1 connections")
            self.ask(user, b"PING\r\n", b"+PONG\r\n")
        self.client.end(0)

    def vanish(self):
        """Redis goes: users learn that, and the tunnel says so."""
        more = ["--client", "--name", "localhost"]
        self.client = Tunnel(self.folder / "again.log", self.program, self.server.port, "client", self.folder, *more)
        with socket.create_connection(("127.0.0.1", self.client.port)) as user:
            self.ask(user, b"PING\r\n", b"+PONG\r\n")
            self.redis.process.kill()
            assert user.recv(1) == b"", "an end"
        with socket.create_connection(("127.0.0.1", self.client.port)) as user:
            try:
                assert user.recv(1) is None, "neither data nor an end"
            except ConnectionResetError:
                pass
        self.server.says(rf"connection \d+ from 127.0.0.1:\d+: connecting to 127.0.0.1:{self.port} failed: Connection refused")
        self.client.says("refused us in .* with alert internal_error")
