"""Cases in which somebody types: OpenSSL's commands, or a line after the answer to the line before."""

import re

from session import Expected, soon, wait_until


def converse(case, deadline):
    """Lines each way with commands between them, then the end of the client's input."""
    client, server, pipe = case.client, case.server, case.as_server.serves == "pipe"
    case.reached, case.expected = lambda: True, []
    said = answered = b""

    def exchange(number):
        """A line to the server, and its echo or another one back."""
        nonlocal said, answered
        line = b"%d: a line of the conversation\n" % number
        said, answered = said + line, answered + line
        client.write(line)
        if pipe:
            wait_until(lambda: line in server.sink.head, deadline)
            server.write(line)
        arrived = lambda: client.sink.count >= Expected(answered, case.as_server.joins_lines).count
        wait_until(lambda: arrived() or client.code() is not None, deadline)

    def command(letter, done):
        """Types a letter at OpenSSL, and waits until its log of messages shows what comes of it."""
        (server if pipe else client).write(letter + b"\n")
        log = lambda: "".join(path.read_text() for path in case.folder.glob("*.msg"))
        wait_until(lambda: re.search(done, log(), re.S), soon(5, deadline))

    exchange(1)
    if case.row.feature == "typed updates":
        command(b"K", r">>>[^\n]*KeyUpdate.*<<<[^\n]*KeyUpdate")
        exchange(2)
        command(b"k", r"(>>>[^\n]*KeyUpdate.*){2}")
    elif pipe:
        command(b"c", r"CertificateRequest.*<<<[^\n]*CertificateVerify")
    exchange(3)
    # A server that talks about itself says more than the lines.
    case.expected = [(client, Expected(answered, case.as_server.joins_lines))]
    case.reached = lambda: not pipe or all(line in server.sink.head for line in said.splitlines())
    if case.as_client.requests:
        case.stopped = client.code() is None
        client.kill()
    client.end_input()
