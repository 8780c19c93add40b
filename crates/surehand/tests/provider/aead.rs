//! What one library seals the other opens.

use surehand_core::crypto::{OpeningKey, Provider, SealingKey};

#[test]
fn either_opens_what_the_other_seals() {
    for (sealer, ours) in crate::mixtures() {
        for (opener, theirs) in crate::mixtures() {
            for suite in ours.suites() {
                let key: Vec<u8> = (0..).take(suite.key_length.bytes()).collect();
                let sealing = ours.sealing_key(suite.cipher_suite, &key).unwrap();
                let opening = theirs.opening_key(suite.cipher_suite, &key).unwrap();
                for length in [0, 1, 15, 16, 17, 255, 256, 1000, 16384] {
                    let content: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
                    let mut record = vec![0; length + 3 + 16];
                    sealing.seal(&[7; 12], b"header", &content, &[23, 0, 0], &mut record).unwrap();
                    let mut text = [&content[..], &[23, 0, 0]].concat();
                    let tag = sealing.seal_in_place(&[7; 12], b"header", &mut text).unwrap();
                    assert_eq!([text, tag.to_vec()].concat(), record);

                    for (nonce, header) in [([6; 12], b"header"), ([7; 12], b"headed")] {
                        assert!(opening.open_in_place(&nonce, header, &mut record.clone()).is_err());
                    }
                    for byte in [0, length, record.len() - 1] {
                        let mut changed = record.clone();
                        changed[byte] ^= 0x80;
                        assert!(opening.open_in_place(&[7; 12], b"header", &mut changed).is_err());
                    }
                    let opened = opening.open_in_place(&[7; 12], b"header", &mut record).unwrap();
                    assert_eq!(opened, [&content[..], &[23, 0, 0]].concat(), "{sealer} to {opener}");
                }
            }
        }
    }
}
