"""One run of two processes: starts them, carries the data, and ends them."""

import hashlib
import os
import signal
import socket
import subprocess
import threading
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port):
    """Whether somebody listens, read from the kernel's table so that no connection is spent on asking."""
    wanted = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table) as lines:
            for line in lines:
                columns = line.split()
                if columns[1].endswith(wanted) and columns[3] == "0A":
                    return True
    return False


class Sink:
    """Reads a stream to its end: counts, hashes and keeps the beginning; line ends can be left out."""

    def __init__(self, stream, without_lines=False):
        self.stream, self.drop = stream, b"\r\n" if without_lines else b""
        self.count, self.hash, self.head = 0, hashlib.sha256(), b""
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def take(self, data):
        data = data.translate(None, self.drop)
        self.hash.update(data)
        if len(self.head) < 1 << 20:
            self.head += data
        self.count += len(data)

    def read(self):
        while data := os.read(self.stream.fileno(), 1 << 16):
            self.take(data)


class Expected(Sink):
    """What a stream must have carried."""

    def __init__(self, data, without_lines=False):
        self.drop = b"\r\n" if without_lines else b""
        self.count, self.hash, self.head = 0, hashlib.sha256(), b""
        self.take(data)

    def met_by(self, sink):
        return self.count == sink.count and self.hash.digest() == sink.hash.digest()


class Process:
    def __init__(self, command, folder, name, without_lines=False):
        self.command, self.name = command, name
        self.log = folder / f"{name}.log"
        environment = {**os.environ, "NO_COLOR": "1", "RUST_BACKTRACE": "1"}
        with open(self.log, "wb") as log:
            self.child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=folder,
                env=environment, start_new_session=True)  # fmt: skip
        self.sink = Sink(self.child.stdout, without_lines)
        self.feeder = None

    def feed(self, data):
        self.feeder = threading.Thread(target=self.write, args=(data,), daemon=True)
        self.feeder.start()

    def write(self, data):
        try:
            self.child.stdin.write(data)
            self.child.stdin.flush()
        except OSError:
            pass

    def end_input(self):
        if self.feeder:
            self.feeder.join(1)
            if self.feeder.is_alive():
                return
        try:
            self.child.stdin.close()
        except OSError:
            pass

    def code(self):
        return self.child.poll()

    def wait(self, deadline):
        """Whether it ended in time, its output read."""
        while self.code() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        if self.code() is not None:
            self.sink.thread.join(5)
        return self.code() is not None

    def kill(self):
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()

    def text(self):
        return self.log.read_text(errors="replace")


def wait_until(condition, deadline):
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def soon(seconds, deadline):
    """A deadline that is no later than so many seconds from now."""
    return min(deadline, time.monotonic() + seconds)
