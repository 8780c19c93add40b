#!/usr/bin/env python3
"""Python's ssl behind the flags and exit codes of `surehand connect` and `surehand serve`."""

import argparse
import os
import select
import socket
import ssl
import sys

CURVES = {"x25519": "X25519", "secp256r1": "prime256v1", "secp384r1": "secp384r1", "secp521r1": "secp521r1"}


def context(arguments, role):
    made = ssl.SSLContext(role)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    # Python ignores a missing close_notify unless told to notice it.
    made.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    if arguments.groups:
        made.set_ecdh_curve(CURVES[arguments.groups])
    if arguments.alpn:
        made.set_alpn_protocols(arguments.alpn.split(","))
    return made


def report(connection):
    alpn = connection.selected_alpn_protocol() or ""
    print(f"negotiated suite={connection.cipher()[0]} alpn={alpn}", file=sys.stderr, flush=True)


def exit_code(error):
    print(error, file=sys.stderr)
    if isinstance(error, ssl.SSLEOFError):
        return 4
    if isinstance(error, ssl.SSLError):
        return 3 if "alert" in str(error).lower() else 2
    return 5


def pump(connection):
    """Standard input to the peer and the peer's data to standard output, in one thread."""
    connection.setblocking(False)
    waiting, open_input = b"", True
    while True:
        if not connection.pending():
            reads = [connection] + ([sys.stdin] if open_input and not waiting else [])
            ready = select.select(reads, [connection] if waiting else [], [])[0]
            if sys.stdin in ready:
                waiting = os.read(0, 65536)
                if not waiting:
                    # The harness ends the input only when everything has come back.
                    connection.setblocking(True)
                    connection.unwrap()
                    return
        if waiting:
            try:
                waiting = waiting[connection.send(waiting):]
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                pass
        try:
            data = connection.recv(65536)
            if not data:
                return
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass


def connect(arguments):
    made = context(arguments, ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(arguments.ca)
    host, port = arguments.target.rsplit(":", 1)
    plain = socket.create_connection((host, int(port)))
    with made.wrap_socket(plain, server_hostname=arguments.servername or host, suppress_ragged_eofs=False) as connection:
        report(connection)
        pump(connection)


def serve(arguments):
    made = context(arguments, ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(arguments.cert, arguments.key)
    host, port = arguments.listen.rsplit(":", 1)
    listener = socket.create_server((host, int(port)))
    print("listening on", arguments.listen, file=sys.stderr, flush=True)
    plain, _ = listener.accept()
    with made.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False) as connection:
        report(connection)
        while data := connection.recv(65536):
            connection.sendall(data)
        connection.unwrap()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["connect", "serve"])
    parser.add_argument("target", nargs="?")
    parser.add_argument("--echo", action="store_true")
    for name in ("ca", "cert", "key", "servername", "alpn", "groups", "listen"):
        parser.add_argument("--" + name)
    arguments = parser.parse_args()
    try:
        connect(arguments) if arguments.command == "connect" else serve(arguments)
        print("closed clean", file=sys.stderr)
        return 0
    except OSError as error:
        return exit_code(error)


if __name__ == "__main__":
    sys.exit(main())
