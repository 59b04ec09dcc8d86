"""Settings as a deployment meets them: each case is a process with an environment of its own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.infrastructure.processes import PYTHON, ROOT, environment, run

SHOW = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""
SECRET = "a-secret-key-that-is-long-enough-for-the-deployment-check-0123456789"


def read(*names: str, **env: str) -> dict[str, Any]:
    done = run([PYTHON, "-c", SHOW, *names], environment(**env))
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def refusal(**env: str) -> str:
    done = run([PYTHON, "-c", SHOW, "DEBUG"], environment(**env))
    assert done.returncode == 1, done.stdout
    return done.stderr.strip().splitlines()[-1]


def test_no_secret_key_no_start() -> None:
    assert "ImproperlyConfigured: SECRET_KEY is not set." in refusal()


def test_commands_end_with_what_is_missing_alone() -> None:
    done = run([PYTHON, "manage.py", "makemigrations", "--check"], environment())

    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("mode", ["DEBUG", "DEMO"])
def test_debug_and_demo_bring_a_key(mode: str) -> None:
    assert read("SECRET_KEY", **{mode: "1"})["SECRET_KEY"]


def test_a_token_without_a_secret_is_refused() -> None:
    token = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    said = refusal(SECRET_KEY=SECRET, TELEGRAM_BOT_TOKEN=token)
    assert "TELEGRAM_WEBHOOK_SECRET is not" in said
    assert token not in said


def test_a_webhook_secret_that_telegram_would_refuse_is_refused() -> None:
    said = refusal(
        SECRET_KEY=SECRET, TELEGRAM_BOT_TOKEN="1:a", TELEGRAM_WEBHOOK_SECRET="no spaces allowed"
    )
    assert "1-256 characters" in said


def test_defaults_are_the_promised_ones() -> None:
    promised = {
        "DEBUG": False,
        "DEMO": False,
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "ADMIN_PATH": "admin/",
        "DATABASE_URL": "sqlite:///var/store.sqlite3",
        "DB_POOL_MIN": 2,
        "DB_POOL_MAX": 20,
        "REDIS_URL": "",
        "TIME_ZONE": "Europe/Moscow",
        "LANGUAGE_CODE": "ru",
        "TELEGRAM_BOT_TOKEN": "",
        "TELEGRAM_STAFF_CHAT_ID": None,
        "TELEGRAM_API_URL": "https://api.telegram.org",
        "STORE_CURRENCY": "RUB",
        "STORE_NAME": "Demo Store",
        "STORE_LANGUAGES": ["ru", "en"],
        "INITDATA_TTL": 3600,
        "YOOKASSA_URL": "https://api.yookassa.ru/v3",
        "SENTRY_TRACES_SAMPLE_RATE": 0.1,
        "LOG_FORMAT": "json",
    }
    assert read(*promised, SECRET_KEY=SECRET) == promised


def test_a_value_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    (tmp_path / "id").write_text("-100200\n")
    found = read(
        "SECRET_KEY",
        "TELEGRAM_STAFF_CHAT_ID",
        SECRET_KEY_FILE=str(tmp_path / "key"),
        TELEGRAM_STAFF_CHAT_ID_FILE=str(tmp_path / "id"),
    )
    assert found == {"SECRET_KEY": SECRET, "TELEGRAM_STAFF_CHAT_ID": -100200}


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named_with_its_variable(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    failure = refusal(SECRET_KEY=SECRET, SECRET_KEY_FILE=str(path))
    assert f"SECRET_KEY_FILE names the file {path}, which cannot be read" in failure


def test_an_empty_value_takes_the_default() -> None:
    found = read("DB_POOL_MAX", "STORE_NAME", SECRET_KEY=SECRET, DB_POOL_MAX="", STORE_NAME=" ")
    assert found == {"DB_POOL_MAX": 20, "STORE_NAME": "Demo Store"}


def test_env_file_fills_in_what_the_environment_leaves_out(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(f"SECRET_KEY={SECRET}\nSTORE_NAME=From file\nREDIS_URL=redis://nowhere/0\n")
    found = read(
        "SECRET_KEY",
        "STORE_NAME",
        "REDIS_URL",
        ENV_FILE=str(env_file),
        STORE_NAME="From environment",
        REDIS_URL="",
    )
    assert found == {"SECRET_KEY": SECRET, "STORE_NAME": "From environment", "REDIS_URL": ""}


def test_demo_plays_telegram_itself() -> None:
    found = read(
        "TELEGRAM_API_URL",
        "TELEGRAM_STAFF_CHAT_ID",
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_WEBHOOK_SECRET",
        DEMO="1",
        PUBLIC_URL="http://127.0.0.1:8123/",
    )
    assert found["TELEGRAM_API_URL"] == "http://127.0.0.1:8123/emulator/api"
    assert found["TELEGRAM_STAFF_CHAT_ID"] == -1001000000001
    assert found["TELEGRAM_BOT_TOKEN"]
    assert found["TELEGRAM_WEBHOOK_SECRET"]


def test_demo_with_a_real_token_leaves_telegram_alone() -> None:
    found = read(
        "TELEGRAM_API_URL", DEMO="1", TELEGRAM_BOT_TOKEN="1:a", TELEGRAM_WEBHOOK_SECRET="abc"
    )
    assert found == {"TELEGRAM_API_URL": "https://api.telegram.org"}


def test_hosts_are_the_public_one_and_this_machine() -> None:
    found = read(
        "ALLOWED_HOSTS",
        SECRET_KEY=SECRET,
        PUBLIC_URL="https://shop.example/",
        ALLOWED_HOSTS="www.shop.example",
    )["ALLOWED_HOSTS"]
    assert found == ["www.shop.example", "shop.example", "127.0.0.1", "localhost", "[::1]"]


def test_https_hardens_and_http_does_not_redirect() -> None:
    names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE"]
    https = read(*names, SECRET_KEY=SECRET, PUBLIC_URL="https://shop.example")
    http = read(*names, SECRET_KEY=SECRET, PUBLIC_URL="http://shop.example")
    assert https == dict(zip(names, [True, 31_536_000, True], strict=True))
    assert http == dict(zip(names, [False, 0, False], strict=True))


def test_deployment_check_is_clean_behind_https() -> None:
    done = run(
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        environment(
            SECRET_KEY=SECRET,
            PUBLIC_URL="https://shop.example",
            DATABASE_URL="postgres://store@127.0.0.1/store",
            REDIS_URL="redis://127.0.0.1/0",
        ),
    )
    assert done.returncode == 0, done.stderr
    assert "WARNINGS" not in done.stderr


def test_deployment_check_warns_of_a_demo_and_of_sqlite() -> None:
    done = run(
        [PYTHON, "manage.py", "check", "--deploy"],
        environment(SECRET_KEY=SECRET, DEMO="1", DATABASE_URL="sqlite:////tmp/none.sqlite3"),
    )
    assert "store.W001" in done.stderr
    assert "store.W002" in done.stderr


def test_postgresql_gets_a_pool_and_limits() -> None:
    database = read(
        "DATABASES",
        SECRET_KEY=SECRET,
        DATABASE_URL="postgres://me:pw@db.example:6543/shop",
        DB_POOL_MIN="3",
        DB_POOL_MAX="9",
    )["DATABASES"]["default"]
    assert database["CONN_MAX_AGE"] == 0
    assert database["OPTIONS"]["pool"]["min_size"] == 3
    assert database["OPTIONS"]["pool"]["max_size"] == 9
    assert database["OPTIONS"]["options"] == "-c lock_timeout=5s -c statement_timeout=15s"


def test_another_database_is_refused() -> None:
    said = refusal(SECRET_KEY=SECRET, DATABASE_URL="mysql://me:pw@db.example/shop")
    assert "must name a PostgreSQL or SQLite database" in said


def test_example_lists_exactly_the_names_that_are_read() -> None:
    source = (ROOT / "config/settings/base.py").read_text()
    read_names = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', source))
    example = (ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^([A-Z0-9_]+)=", example, flags=re.MULTILINE))
    assert listed - {"POSTGRES_PASSWORD"} == read_names
