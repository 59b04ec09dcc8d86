#!/usr/bin/env bash
# .venv with the packages of a lock file; quick when it already has them. Needs Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=${1:?usage: scripts/install.sh requirements.txt}

find_python() {
  for name in python3.13 python3.12 python3.11 python3.14 python3 python; do
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      echo "$name"
      return
    fi
  done
  echo "The store needs Python 3.11 or newer. Found: $(python3 --version 2>&1 || true)" >&2
  exit 1
}

make_venv() {
  local python=$1
  echo "Making .venv with $("$python" --version)"
  if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    "$python" -m venv .venv
  elif "$python" -m pip --version >/dev/null 2>&1; then
    # Debian keeps ensurepip in a package of its own; a pip that is there can fill the venv.
    "$python" -m venv --without-pip .venv
    "$python" -m pip --python .venv/bin/python install --quiet pip
  else
    echo "This Python can make no virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2
    exit 1
  fi
}

checksum() { .venv/bin/python -c 'import hashlib, pathlib, sys; print(hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest())' "$1"; }

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
  rm -rf .venv
  make_venv "$(find_python)"
fi

# The stamp of the larger set serves the smaller one: both locks agree on versions.
wanted="$lock $(checksum "$lock")"
for stamp in .venv/installed-requirements-dev.txt ".venv/installed-$lock"; do
  if [ -f "$stamp" ] && grep -qxF "$wanted" "$stamp"; then
    exit 0
  fi
done

echo "Installing $lock (a minute or two the first time)"
# The lock names everything, so nothing is left to resolve: some versions of pip take `coverage[toml]`, asked for by
# another package, for a newer release than the one locked, and then miss its hash.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$lock"
.venv/bin/python -m pip --disable-pip-version-check check >/dev/null
{
  echo "$wanted"
  if [ "$lock" = requirements-dev.txt ]; then
    echo "requirements.txt $(checksum requirements.txt)"
  fi
} >".venv/installed-$lock"
