#!/usr/bin/env bash
# OCSP responses of an implementation that is not ours (OpenSSL 3): makes the DER files beside it anew. The keys are thrown away.
set -euo pipefail
out=$(cd "$(dirname "$0")" && pwd)
cd "$(mktemp -d)"
days=36500

cat > v3.cnf <<'EOF'
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[leaf]
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:localhost
tlsfeature = status_request
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
EOF

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
issue() { # name, section, serial
  key "$1"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "$3" -days $days -extfile v3.cnf -extensions "$2" -out "$1.pem"
}
key ca
openssl req -x509 -new -key ca.key -subj "/O=Test/CN=ca" -days $days -config <(cat v3.cnf; printf '[req]\ndistinguished_name=dn\n[dn]\n') -extensions ca -out ca.pem
issue leaf leaf 0x8000000000000000000000000000000000000001
issue responder responder 2

ends=$(date -u -d "+$days days" +%y%m%d%H%M%SZ)
serial=$(openssl x509 -in leaf.pem -noout -serial | cut -d= -f2)
printf 'V\t%s\t\t%s\tunknown\t/CN=leaf\n' "$ends" "$serial" > valid.txt
printf 'R\t%s\t250101000000Z,keyCompromise\t%s\tunknown\t/CN=leaf\n' "$ends" "$serial" > revoked.txt
: > empty.txt
respond() { # name, digest of the CertID, index, signer, options
  openssl ocsp "-$2" -issuer ca.pem -cert leaf.pem -no_nonce -reqout request.der
  openssl ocsp -index "$3.txt" -CA ca.pem -rsigner "$4.pem" -rkey "$4.key" -reqin request.der -respout "$out/$1.der" -ndays $days "${@:5}"
}
respond good_by_the_issuer sha1 valid ca -resp_no_certs
respond good_by_a_responder sha256 valid responder
respond revoked sha256 revoked ca -resp_no_certs
respond unknown sha1 empty ca -resp_no_certs
for name in ca leaf; do openssl x509 -in $name.pem -outform DER -out "$out/$name.der"; done
