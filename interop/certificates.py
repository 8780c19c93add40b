"""Test certificates, made by openssl: one root, and per algorithm an intermediate, a leaf and an NSS database."""

import subprocess

ALGORITHMS = {
    "ecdsa-p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "ecdsa-p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "ecdsa-p521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "rsa-2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa-pss": ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ed25519": ["-algorithm", "ED25519"],
}
AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = (
    "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"
    "subjectAltName=DNS:localhost,IP:127.0.0.1\n"
)
CLIENT = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n"


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def issue(folder, name, algorithm, extensions, issuer=None, subject="Surehand interop"):
    """A key NAME.key and a certificate NAME.pem in folder, self-signed or by the issuer (a path without suffix)."""
    made = folder / name
    openssl("genpkey", *ALGORITHMS[algorithm], "-out", f"{made}.key")
    (folder / f"{name}.cnf").write_text(extensions)
    openssl("req", "-new", "-key", f"{made}.key", "-subj", f"/CN={subject} {name}", "-out", f"{made}.csr")
    signer = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial"] if issuer else ["-key", f"{made}.key"]
    openssl("x509", "-req", "-in", f"{made}.csr", *signer, "-days", 30, "-extfile", f"{made}.cnf", "-out", f"{made}.pem")
    return made


def database(folder, root):
    """An NSS database that trusts the root and holds what the folder has of `leaf` and `client`, under these names."""
    store = folder / "nss"
    store.mkdir()
    run = lambda *command: subprocess.run(command, check=True, capture_output=True)
    run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{store}", "-n", "root", "-t", "CT,,", "-i", f"{root}.pem")
    for name, chain in (("leaf", "chain.pem"), ("client", "client.pem")):
        if (folder / f"{name}.key").exists():
            archive = folder / f"{name}.p12"
            openssl("pkcs12", "-export", "-in", folder / chain, "-inkey", folder / f"{name}.key",
                    "-name", name, "-passout", "pass:x", "-out", archive)  # fmt: skip
            run("pk12util", "-i", str(archive), "-d", f"sql:{store}", "-W", "x")


def make(folder):
    """Fills folder/ALGORITHM/{chain.pem,leaf.key,client.pem,client.key,nss}, folder/ca.pem, folder/nss and folder/other/ca.pem (which signed nothing)."""
    folder.mkdir(parents=True)
    root = issue(folder, "ca", "ecdsa-p256", AUTHORITY)
    database(folder, root)
    (folder / "other").mkdir()
    other = issue(folder / "other", "ca", "ecdsa-p256", AUTHORITY, subject="Somebody else's")
    database(folder / "other", other)
    for algorithm in ALGORITHMS:
        inside = folder / algorithm
        inside.mkdir()
        signer = "rsa-2048" if algorithm == "rsa-pss" else algorithm
        intermediate = issue(inside, "intermediate", signer, AUTHORITY, root)
        # tstclnt wants keyEncipherment of an RSA key, though TLS 1.3 never encrypts with one.
        leaf = LEAF.replace("digitalSignature", "digitalSignature,keyEncipherment") if algorithm == "rsa-2048" else LEAF
        issue(inside, "leaf", algorithm, leaf, intermediate)
        chain = (inside / "leaf.pem").read_text() + (inside / "intermediate.pem").read_text()
        (inside / "chain.pem").write_text(chain)
        issue(inside, "client", algorithm, CLIENT, root)
        try:
            database(inside, root)
        except subprocess.CalledProcessError as error:
            if algorithm not in ("rsa-pss", "ed25519"):
                raise SystemExit(f"NSS database for {algorithm}: {error.stderr.decode()}")
