"""DATABASE_URL turned into Django's settings of a PostgreSQL or SQLite database.

`sqlite:///…?mode=rw` opens a file that is there and never makes one
(https://www.sqlite.org/uri.html).
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from django.core.exceptions import ImproperlyConfigured


def configuration(
    url: str,
    *,
    base_dir: Path,
    pool_min: int,
    pool_max: int,
    lock_timeout: str,
    statement_timeout: str,
) -> dict[str, Any]:
    """The `DATABASES["default"]` of a URL; times are in PostgreSQL's spelling (`15s`)."""
    settings: dict[str, Any] = environ.Env.db_url_config(url)
    if settings["ENGINE"] == "django.db.backends.postgresql":
        return settings | _postgresql(settings, pool_min, pool_max, lock_timeout, statement_timeout)
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        return settings | _sqlite(settings, base_dir)
    raise ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL or SQLite database: postgres://… or sqlite:///…"
    )


def _postgresql(
    settings: dict[str, Any],
    pool_min: int,
    pool_max: int,
    lock_timeout: str,
    statement_timeout: str,
) -> dict[str, Any]:
    return {
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django must give them back
        "CONN_HEALTH_CHECKS": True,  # one that PostgreSQL's restart killed is not used
        "OPTIONS": {
            **settings.get("OPTIONS", {}),
            "pool": {"min_size": min(pool_min, pool_max), "max_size": pool_max, "timeout": 10},
            "options": f"-c lock_timeout={lock_timeout} -c statement_timeout={statement_timeout}",
        },
    }


def _sqlite(settings: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    name = str(settings["NAME"])
    if name != ":memory:":
        path = base_dir / name  # an absolute name stays as it is
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = settings.get("OPTIONS", {}).pop("mode", "")
        name = f"file:{quote(str(path))}?mode={mode}" if mode else str(path)
    return {
        "NAME": name,
        "OPTIONS": {
            **settings.get("OPTIONS", {}),
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
