"""The table of cases. A new case is a row; rows are tried against every peer and role that can take part."""

from dataclasses import dataclass

from peers import CERTIFICATES, CLASSIC, SUITES

LARGE = 64 << 20


@dataclass(frozen=True)
class Row:
    name: str
    roles: tuple = ("client", "server")  # ours
    suite: str = ""
    group: str = ""
    certificate: str = "ecdsa-p256"
    retry: tuple = ()  # the client's first share, and the one group that the server takes
    cookie: bool = False  # only when ours serves
    alpn: tuple = ()  # the client's protocols, and the server's
    agreed: str = ""  # ALPN's outcome
    size: int = 5 * 4001  # whole lines
    expect: str = "done"  # done; client refuses; server refuses; truncated
    feature: str = ""  # what the peer has to have: an entry of its can_serve or can_connect

    @property
    def steps(self):
        """How many connections it takes."""
        return {"resumption": 2, "early": 2, "early rejected": 2, "early replayed": 3}.get(self.feature, 1)

    def fits(self, peer, ours):
        """Whether this peer can take part when ours has that role."""
        role = "server" if ours == "client" else "client"
        return (
            ours in self.roles
            and role in peer.roles
            and (not self.feature or self.feature in (peer.can_serve if role == "server" else peer.can_connect))
            and (not self.group or self.group in peer.groups)
            and all(group in peer.groups for group in self.retry)
            and self.certificate in peer.certificates
            and (peer.alpn or not self.alpn)
            and (peer.transfers or self.size < LARGE)
            and (peer.verifies or ours == "client" or self.expect != "client refuses")
            and (self.expect != "truncated" or (peer.serves != "http" and not peer.fetches))
        )


ROWS = [
    Row("plain"),
    *(Row(f"suite {suite}", suite=suite) for suite in SUITES),
    *(Row(f"group {group}", group=group) for group in ["x25519mlkem768", *CLASSIC]),
    *(Row(f"certificate {name}", certificate=name) for name in CERTIFICATES),
    Row("retry x25519 to secp384r1", retry=("x25519", "secp384r1")),
    Row("retry x25519 to secp256r1", retry=("x25519", "secp256r1")),
    Row("retry secp256r1 to x25519", retry=("secp256r1", "x25519"), roles=("client",)),
    Row("retry with SHA-384", retry=("x25519", "secp256r1"), suite="TLS_AES_256_GCM_SHA384"),
    Row("retry with cookie", retry=("x25519", "secp384r1"), cookie=True, roles=("server",)),
    Row("alpn agreed", alpn=("h2,http/1.1", "http/1.1"), agreed="http/1.1"),
    Row("alpn mismatch", alpn=("h2", "http/1.1"), expect="server refuses"),
    Row("wrong authority", expect="client refuses"),
    Row("wrong name", expect="client refuses"),
    Row("truncated by the peer", expect="truncated"),
    Row("64 MiB each way", size=LARGE),
    *(Row(f"client authentication {name}", feature="authentication", certificate=name) for name in CERTIFICATES),
    Row("no client certificate", feature="no certificate", expect="server refuses"),
    Row("client authentication after the handshake", feature="later"),
    Row("resumption", feature="resumption"),
    Row("resumption with SHA-384", feature="resumption", suite="TLS_AES_256_GCM_SHA384"),
    Row("resumption with retry", feature="resumption", retry=("x25519", "secp384r1")),
    Row("early data", feature="early"),
    Row("early data rejected", feature="early rejected", retry=("x25519", "secp384r1"), roles=("client",)),
    Row("early data rejected", feature="early rejected", roles=("server",)),
    Row("early data replayed", feature="early replayed"),
    Row("key updates", feature="updates", size=50 * 4001),
    Row("key updates by the peer", feature="typed updates"),
    Row("external PSK", feature="psk"),
    Row("external PSK with another key", feature="psk", expect="server refuses"),
]

# Between our own two ends: (provider of the client, provider of the server).
PROVIDERS = [(client, server) for client in ("aws-lc", "graviola") for server in ("aws-lc", "graviola")]
PROVIDER_ROWS = [row for row in ROWS if row.name.startswith(("suite", "group", "certificate", "64", "retry", "truncated"))]


def provider_lacks(row, providers):
    """graviola has no P-521 row."""
    return "graviola" in providers and ("secp521r1" in (row.group, *row.retry) or row.certificate == "ecdsa-p521")
