//! RFC 8446 §4.2.11, RFC 9258: external pre-shared keys, as they are or imported.

use std::fmt::Write;

use proptest::prelude::{any, proptest};
use surehand::session::{
    BinderKind, Context, EarlyDataTerms, ExternalPsk, ExternalPskList, ExternalPsks, HashAlgorithm, ImportedIdentity,
    Psk,
};
use surehand::{CipherSuite, ConfigError};
use surehand_core::crypto::Provider;
use surehand_core::key_schedule::EarlySecret;

use crate::sample::{provider, terms};

use HashAlgorithm::{Sha256, Sha384};

const NAME: &[u8] = b"plant network";

fn key() -> Vec<u8> {
    (0..32).collect()
}

fn context() -> Context {
    Context::between(b"pump 7", b"control room").unwrap()
}

fn imported(context: Context) -> ExternalPsk {
    ExternalPsk::imported(NAME, &key(), context).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The external key's hash, the target's, ipskx, and binder_key with it.
///
/// Computed with Python's `hmac` and `hashlib` from the formulas of RFC 9258 §5 and RFC 8446 §7.1.
const IMPORTED: [(HashAlgorithm, HashAlgorithm, &str, &str); 4] = [
    (
        Sha256,
        Sha256,
        "66fc766d3ebddaf3b0dfefbcf2d129a7e5f3e43dff2f50fa1e1784acfa8b3ffa",
        "2a7e2b081b3008b87cd591f803a291d0f22a326a331d0fa85e849f9bc8000c27",
    ),
    (
        Sha256,
        Sha384,
        "f78cf1c20fccfa411e139bcab7b4c8b149865854ec977ecb7e368903afc280c181627ef4751dd1e32213270a15a63071",
        "1539837e5fd5fdc2796e69834366316f42344801fdf7c1e4956d0ef697f5c52e9ac279f259deae8137968bff4f39d2e7",
    ),
    (
        Sha384,
        Sha256,
        "ca5a99510234855bdf0f84a8eb01835c4837395f3c5bb5b1cbb7a2d1b65eebfd",
        "2b36ad8a5c2075e5b4c363628618f1cc4c5bb6ec0cec077dcb83c6fe3d0f4b31",
    ),
    (
        Sha384,
        Sha384,
        "070f55902bcf3e7f67863323c6b162da0743e2ebc4fef98172386628ff151f4803c4f1567fdc4bc22d50293879029e16",
        "f53e89e06582f5c7798c88f33d780db1c50abc4c6f7f38a10a5401a5e3754ce233995fdc72df8eaffacbaf2bedc13ed4",
    ),
];

#[test]
fn keys_are_imported_as_computed_elsewhere() {
    let provider = provider();
    for (hash, target, ipskx, binder_key) in IMPORTED {
        let offers = imported(context()).hash(hash).offers(&provider);
        let offer = offers.iter().find(|offer| offer.hash == target).unwrap();
        let kdf = if target == Sha256 { "0001" } else { "0002" };
        let wire = "000d706c616e74206e6574776f726b0016000670756d702037000c636f6e74726f6c20726f6f6d0304";
        assert_eq!(hex(&offer.identity), format!("{wire}{kdf}"));
        assert_eq!(hex(offer.psk.as_ref()), ipskx, "{hash:?} to {target:?}");
        assert_eq!((offer.kind, offer.obfuscated_ticket_age, offer.resumptions), (BinderKind::Imported, 0, 0));
        let early = EarlySecret::new(&provider, target, Some(&provider.secret(offer.psk.as_ref())));
        let computed = early.binder_key(&provider, BinderKind::Imported);
        assert_eq!(hex(provider.reveal(&computed)), binder_key);
    }
    surehand_evidence::property("4.2.11-1", "external PSKs are offered with an age of 0");
    surehand_evidence::property("4.2.11-i3", "an imported PSK belongs to the hash of its target KDF");
}

#[test]
fn a_key_without_a_hash_has_sha_256() {
    let provider = provider();
    assert_eq!(imported(context()).offers(&provider), imported(context()).hash(Sha256).offers(&provider));
    let raw = ExternalPsk::raw(NAME, &key()).unwrap();
    assert_eq!(raw.offers(&provider)[0].hash, Sha256);
    let raw = raw.hash(Sha384).offers(&provider);
    assert_eq!((raw.len(), raw[0].hash, raw[0].kind), (1, Sha384, BinderKind::External));
    assert_eq!((&raw[0].identity[..], &raw[0].psk), (NAME, &Psk::new(&key())));
    surehand_evidence::property("4.2.11-3", "SHA-256 unless another hash was named");
}

#[test]
fn the_server_finds_what_the_client_offers() {
    let provider = provider();
    for psk in [imported(context()), imported(Context::none()), ExternalPsk::raw(NAME, &key()).unwrap()] {
        let list = ExternalPskList::new([psk.clone()]).unwrap();
        for offer in psk.offers(&provider) {
            let found = list.find(&provider, &offer.identity).unwrap();
            assert_eq!((found.psk, found.hash, found.kind), (offer.psk, offer.hash, offer.kind));
            for at in 0..offer.identity.len() {
                let mut changed = offer.identity.clone();
                changed[at] ^= 1;
                assert_eq!(list.find(&provider, &changed), None, "byte {at}");
            }
            assert_eq!(list.find(&provider, &[&offer.identity[..], &[0]].concat()), None);
        }
    }
}

#[test]
fn other_protocols_and_kdfs_are_not_imported_for() {
    let provider = provider();
    let psk = imported(context());
    for (target_protocol, target_kdf) in [(0x0303, 1), (0x0305, 1), (0x0304, 0), (0x0304, 3)] {
        let context = context();
        let identity =
            ImportedIdentity { external_identity: NAME, context: context.as_ref(), target_protocol, target_kdf };
        assert_eq!(psk.find(&provider, &identity.encode().unwrap()), None);
    }
}

#[test]
fn a_hello_that_comes_back_or_goes_astray_is_not_known() {
    let provider = provider();
    let link = |client: &[u8], server: &[u8]| imported(Context::between(client, server).unwrap());
    // One key for the whole group; each node serves those who mean it.
    let from_one_to_two = link(b"one", b"two").offers(&provider);
    let one = ExternalPskList::new([link(b"two", b"one"), link(b"three", b"one")]).unwrap();
    let two = ExternalPskList::new([link(b"one", b"two"), link(b"three", b"two")]).unwrap();
    let three = ExternalPskList::new([link(b"one", b"three"), link(b"two", b"three")]).unwrap();
    for offer in from_one_to_two {
        assert!(two.find(&provider, &offer.identity).is_some());
        assert!(one.find(&provider, &offer.identity).is_none(), "reflected");
        assert!(three.find(&provider, &offer.identity).is_none(), "rerouted");
    }
    // The names are apart, wherever one ends and the other begins.
    assert_ne!(Context::between(b"ab", b"c").unwrap(), Context::between(b"a", b"bc").unwrap());
    assert!(matches!(Context::between(b"one", b"one"), Err(ConfigError::Secret(_))));
    assert!(matches!(Context::between(&[0; 65_536], b""), Err(ConfigError::Secret(_))));
    assert!(matches!(Context::from_bytes(&[0; 65_536]), Err(ConfigError::Secret(_))));
    assert_eq!(Context::from_bytes(b"").unwrap(), Context::none());
}

#[test]
fn keys_and_names_have_their_limits() {
    let is_refused = |psk: Result<ExternalPsk, ConfigError>| matches!(psk, Err(ConfigError::Secret(_)));
    let imported = |name: &[u8], key: &[u8], context: usize| {
        ExternalPsk::imported(name, key, Context::from_bytes(&vec![0; context]).unwrap())
    };
    assert!(is_refused(imported(NAME, &[0; 15], 0)) && !is_refused(imported(NAME, &[0; 16], 0)));
    assert!(is_refused(ExternalPsk::raw(NAME, &[0; 15])) && !is_refused(ExternalPsk::raw(NAME, &[0; 16])));
    assert!(is_refused(imported(b"", &key(), 0)) && is_refused(ExternalPsk::raw(b"", &key())));
    assert!(is_refused(ExternalPsk::raw(&[1; 65_536], &key())) && !is_refused(ExternalPsk::raw(&[1; 65_535], &key())));
    assert!(is_refused(imported(&[1; 40_000], &key(), 25_528)));
    let longest = imported(&[1; 40_000], &key(), 25_527).unwrap().offers(&provider());
    assert_eq!(longest.iter().map(|offer| offer.identity.len()).collect::<Vec<_>>(), [65_535; 2]);
}

#[test]
fn a_list_has_each_name_and_each_key_in_one_way() {
    let raw = |name: &[u8], byte: u8| ExternalPsk::raw(name, &[byte; 16]).unwrap();
    let imported = |name: &[u8], byte: u8, context| ExternalPsk::imported(name, &[byte; 16], context).unwrap();
    let is_refused = |psks: Vec<ExternalPsk>| matches!(ExternalPskList::new(psks), Err(ConfigError::Secret(_)));
    assert!(is_refused(vec![raw(b"a", 1), raw(b"a", 2)]));
    assert!(is_refused(vec![imported(b"a", 1, context()), imported(b"a", 2, context())]));
    assert!(!is_refused(vec![imported(b"a", 1, context()), imported(b"a", 1, Context::none())]));
    assert!(!is_refused(vec![raw(b"a", 1), raw(b"b", 1), imported(b"a", 2, context())]));
    assert!(is_refused(vec![raw(b"a", 1), imported(b"b", 1, context())]));
    assert!(is_refused(vec![raw(b"a", 1), raw(b"b", 1).hash(Sha384)]));
    surehand_evidence::property("E.7-i1", "a list refuses one key with two hashes, and one that is raw and imported");
}

#[test]
fn early_data_goes_with_the_hash_of_its_suite_and_comes_first() {
    let provider = provider();
    let offers = imported(context()).early_data(terms()).offers(&provider);
    let summary = |offer: &surehand::session::OfferedPsk| (offer.hash, offer.early_data.is_some());
    assert_eq!(offers.iter().map(summary).collect::<Vec<_>>(), [(Sha256, true), (Sha384, false)]);
    let terms = EarlyDataTerms { cipher_suite: CipherSuite::TLS_AES_256_GCM_SHA384, ..terms() };
    let psk = imported(context()).early_data(terms.clone());
    let offers = psk.offers(&provider);
    assert_eq!(offers.iter().map(summary).collect::<Vec<_>>(), [(Sha384, true), (Sha256, false)]);
    assert_eq!(psk.find(&provider, &offers[0].identity).unwrap().early_data, Some(terms.clone()));
    assert_eq!(psk.find(&provider, &offers[1].identity).unwrap().early_data, None);
    let raw = ExternalPsk::raw(NAME, &key()).unwrap().early_data(terms);
    assert_eq!(raw.offers(&provider)[0].early_data, None, "a suite of another hash");
}

#[test]
fn nothing_secret_is_printed() {
    let psk = ExternalPsk::imported(NAME, &[0x5a; 32], Context::none()).unwrap();
    let list = ExternalPskList::new([psk.clone()]).unwrap();
    for text in [format!("{psk:?}"), format!("{list:?}"), format!("{:?}", psk.offers(&provider())[0].psk)] {
        assert!(!text.contains("90") && !text.contains("5a"), "{text}");
    }
    assert_eq!(psk.identity(), NAME);
}

proptest! {
    #[test]
    fn any_bytes_are_looked_up_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let list = ExternalPskList::new([imported(context())]).unwrap();
        assert!(list.find(&provider(), &bytes).is_none());
        if let Ok(identity) = ImportedIdentity::read(&bytes) {
            assert_eq!(identity.encode().unwrap(), bytes);
        }
    }
}
