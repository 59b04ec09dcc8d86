#!/usr/bin/env bash
# The demo store in one process: SQLite under var/, no Redis, the chat in the browser.
# It leaves `.env` and the environment's databases and bots alone. `demo.sh reset` forgets its data.
set -euo pipefail
cd "$(dirname "$0")/.."
PORT=${PORT:-8000}
begun=var/demo-begun # there from the moment this script makes the database: only then is it ours
ready=var/demo.txt   # what seed_demo said, once it has finished
key=var/demo.key     # what the store's secrets are encrypted with: webhooks' and digital goods'
lock=var/demo.lock   # held by this script and by its server for as long as either lives

forget_rows() { rm -f var/{store,emulator}.sqlite3 var/{store,emulator}.sqlite3-{wal,shm} "$begun" "$ready" "$key"; }

# The lock is the open file's, which the server inherits: a killed script does not let go of it.
take_lock() {
  mkdir -p var
  exec 9>"$lock"
  .venv/bin/python -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null
}

# A database without a table is nobody's: whatever opens a file that is not there leaves one.
holds_a_store() {
  [ -e var/store.sqlite3 ] && ! .venv/bin/python - 2>/dev/null <<'PY'
import sqlite3, sys

with sqlite3.connect("file:var/store.sqlite3?mode=ro", uri=True) as database:
    sys.exit(bool(database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]))
PY
}

if [ "${1:-}" = reset ]; then
  if [ -x .venv/bin/python ] && ! take_lock; then
    echo "The demo is running: stop it first (Ctrl-C where it was started)." >&2
    exit 1
  fi
  if [ ! -e "$begun" ] && holds_a_store; then
    echo "var/store.sqlite3 was not made by make demo, so it stays. Remove it yourself if you mean it." >&2
    exit 1
  fi
  forget_rows
  rm -rf var/media
  echo "The demo store is gone. make demo makes a new one."
  exit 0
fi

case "$PORT" in '' | *[!0-9]*) echo "PORT must be a number, not '$PORT'." >&2 && exit 1 ;; esac
scripts/install.sh requirements.txt

unset REDIS_URL TELEGRAM_BOT_TOKEN TELEGRAM_WEBHOOK_SECRET TELEGRAM_STAFF_CHAT_ID TELEGRAM_API_URL DEBUG ADMIN_PATH FIELD_ENCRYPTION_KEYS
export FIELD_ENCRYPTION_KEYS_FILE=$key
export DEMO=1 ENV_FILE='' DJANGO_SETTINGS_MODULE=config.settings.production
export DATABASE_URL=sqlite:///var/store.sqlite3 PUBLIC_URL=http://127.0.0.1:$PORT LOG_FORMAT=${LOG_FORMAT:-console} LOG_LEVEL=${LOG_LEVEL:-WARNING}

.venv/bin/python - "$PORT" <<'PY'
import socket, sys

with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except (OSError, OverflowError):
        sys.exit(f"Port {sys.argv[1]} cannot be used. Take another one: make demo PORT=8001")
PY

if ! take_lock; then
  echo "The demo runs already, from this very folder. Stop it first (Ctrl-C where it was started)." >&2
  exit 1
fi
if [ -e "$begun" ] && [ ! -e "$ready" ]; then
  forget_rows # the first start was interrupted half-way; pictures that are drawn stay
fi
if ! holds_a_store; then
  forget_rows
  touch "$begun"
fi
if [ ! -s "$key" ]; then
  (umask 077 && .venv/bin/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())' >"$key")
fi
# Without checks: they would tell at length of services that a demo has no use for.
.venv/bin/python manage.py migrate --skip-checks --verbosity 0
if [ -e "$begun" ] && [ ! -e "$ready" ]; then
  echo "Filling the demo store (a minute or two the first time: it draws its pictures)…"
  .venv/bin/python manage.py seed_demo --skip-checks >"$ready.part"
  mv "$ready.part" "$ready"
fi

# A group of its own: Ctrl-C reaches the server once, through the trap. A second one would cut it short.
set -m
# mode=rw: a database that somebody deletes is missed, and not made anew without its tables.
DATABASE_URL=$DATABASE_URL?mode=rw .venv/bin/uvicorn config.asgi:application --host 127.0.0.1 --port "$PORT" --no-access-log --timeout-graceful-shutdown 3 &
server=$!
set +m
trap 'kill -TERM "$server" 2>/dev/null || true' INT TERM HUP
if .venv/bin/python scripts/wait_for.py "http://127.0.0.1:$PORT/health" "$server"; then
  .venv/bin/python manage.py set_webhook --skip-checks >/dev/null || true # the command menu in the chat
  log_in=
  if [ -e "$ready" ]; then
    log_in=$(sed -n 's/^Admin: .*(\(user .*\)).*/\1/p' "$ready")
  fi
  cat <<TXT

  The store is open:
    the chat in the browser   http://127.0.0.1:$PORT/emulator/
    the admin                 http://127.0.0.1:$PORT/admin/   $log_in
    the API                   http://127.0.0.1:$PORT/api/docs

  Ctrl-C stops it. The data stays; make demo-reset begins anew.

TXT
fi
status=0
wait "$server" || status=$?
# A signal interrupts the first wait; the second one sees the server through to its end.
wait "$server" 2>/dev/null || true
case "$status" in 0 | 130 | 143) exit 0 ;; *) exit "$status" ;; esac
