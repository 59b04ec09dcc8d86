#!/usr/bin/env bash
# Everything that can be said of the code without running it; goes on after a failure and names them all at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=()

# What a deployment with everything in place looks like.
export ENV_FILE='' SECRET_KEY=check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ
export PUBLIC_URL=https://store.example DJANGO_SETTINGS_MODULE=config.settings.production
unset DEBUG DEMO REDIS_URL DATABASE_URL
unset "${!TELEGRAM_@}" 2>/dev/null || true

step() {
  local name=$1
  shift
  printf -- '— %s\n' "$name"
  "$@" || failed+=("$name")
}

audit() {
  local found
  found=$($bin/pip-audit --progress-spinner off --disable-pip --require-hashes -r requirements.txt --timeout 5 2>&1)
  if grep -qE 'Found [0-9]+ known vulnerabilit' <<<"$found"; then
    echo "$found"
    return 1
  elif grep -qE 'could not be audited|ConnectionError|Failed|rror' <<<"$found"; then
    echo "left out: the vulnerability database cannot be reached from here"
  else
    echo "$found"
  fi
}

step "format" $bin/ruff format --check .
step "lint" $bin/ruff check .
step "templates" $bin/djlint --lint --quiet templates
step "types" $bin/mypy
step "import rules" $bin/lint-imports --no-logo
step "declared packages" $bin/deptry .
step "missing migrations" $bin/python manage.py makemigrations --check --dry-run
step "deployment" env DATABASE_URL=postgres://store@127.0.0.1/store $bin/python manage.py check --deploy --fail-level WARNING
step "translations compiled" $bin/python manage.py compilemessages --check
step "dependency audit" audit

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nFailed: %s\n' "$(printf '%s, ' "${failed[@]}" | sed 's/, $//')"
  exit 1
fi
echo "All checks passed."
