//! `surehand cert`.

use std::fs;

use crate::run::{Folder, Server, assert_code, surehand, text};

#[test]
fn every_algorithm_works_in_a_handshake() {
    for (algorithm, scheme) in [
        ("ecdsa-p256", "ecdsa_secp256r1_sha256"),
        ("ecdsa-p384", "ecdsa_secp384r1_sha384"),
        ("ecdsa-p521", "ecdsa_secp521r1_sha512"),
        ("ed25519", "ed25519"),
        ("rsa-2048", "rsa_pss_rsae_sha256"),
    ] {
        let folder = Folder::new();
        let made = surehand(&["cert", "--out", &folder.path(""), "--algorithm", algorithm, "--days", "2"], b"");
        assert_code(&made, 0);
        let server = Server::start(&folder, &["--echo"]);
        let output = server.connect(&folder, &[], b"hello");
        assert_code(&output, 0);
        assert_eq!(output.stdout, b"hello");
        let said = text(&output.stderr);
        assert!(said.contains(scheme), "{scheme} in {said}");
    }
}

#[test]
fn an_authority_is_used_again() {
    let folder = Folder::with_certificates();
    let before = (fs::read(folder.path("ca.pem")).unwrap(), fs::read(folder.path("ca.key")).unwrap());
    let first = fs::read(folder.path("leaf.pem")).unwrap();
    assert_code(&surehand(&["cert", "--out", &folder.path(""), "--name", "other.example"], b""), 0);
    assert_eq!(before, (fs::read(folder.path("ca.pem")).unwrap(), fs::read(folder.path("ca.key")).unwrap()));
    assert_ne!(first, fs::read(folder.path("leaf.pem")).unwrap());
    let server = Server::start(&folder, &["--echo"]);
    assert_code(&server.connect(&folder, &["--servername", "other.example"], b""), 0);
    assert_code(&server.connect(&folder, &["--servername", "localhost"], b""), 2);
}

#[test]
fn half_an_authority_is_left_alone() {
    for missing in ["ca.pem", "ca.key"] {
        let folder = Folder::with_certificates();
        let kept = folder.path(if missing == "ca.pem" { "ca.key" } else { "ca.pem" });
        let before = fs::read(&kept).unwrap();
        fs::remove_file(folder.path(missing)).unwrap();
        let output = surehand(&["cert", "--out", &folder.path("")], b"");
        assert_code(&output, 6);
        assert!(text(&output.stderr).contains("only one of"));
        assert_eq!(before, fs::read(&kept).unwrap());
    }
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_certificates();
    let mode = |name: &str| fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(folder.path("leaf.key"), fs::Permissions::from_mode(0o644)).unwrap();
    assert_code(&surehand(&["cert", "--out", &folder.path("")], b""), 0);
    assert_eq!((mode("leaf.key"), mode("ca.key")), (0o600, 0o600));
}

#[test]
fn prints_the_pin_and_what_to_do_next() {
    let folder = Folder::new();
    let output = surehand(&["cert", "--out", &folder.path("")], b"");
    let said = text(&output.stdout);
    let pin = said.lines().find_map(|line| line.strip_prefix("pin of the server's key: ")).unwrap();
    assert!(said.contains("surehand serve ") && said.contains("surehand connect "), "{said}");
    let server = Server::start(&folder, &["--echo"]);
    let output = surehand(&["connect", &server.address, "--pin", pin], b"pinned");
    assert_code(&output, 0);
    assert_eq!(output.stdout, b"pinned");
    assert!(text(&output.stderr).contains("pinned public key"));
}
