"""Databases with the store's tables: migrated once for a run of the tests, then copied.

All the migrations take as long as fifty tests, and a dozen databases are wanted.
"""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.infrastructure.database import alter, copy, database_url, drop, server, url_of
from tests.infrastructure.flush import keep_seeds
from tests.infrastructure.processes import PYTHON, environment, run

# The workers of a run inherit it.
_RUN = os.environ.setdefault("STORE_TEST_RUN", uuid.uuid4().hex[:8])
_TEMPLATE = f"test_template_{_RUN}"
_FILE = Path(tempfile.gettempdir()) / f"{_TEMPLATE}.sqlite3"
_LOCK = 7_402_117  # any number that nothing else locks


@contextmanager
def migrated_url(name: str) -> Iterator[str]:
    """As `database_url`, after `manage.py migrate`; no commit waits for the disk."""
    with database_url(name, postgresql_template()) as url:
        with server() as connection:
            alter(connection, urlsplit(url).path.removeprefix("/"), "SET synchronous_commit = off")
        yield url


def migrated_sqlite(path: Path) -> str:
    """The URL of an SQLite database, written to `path`, after `manage.py migrate`."""
    with _FILE.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _FILE.exists():
            unfinished = _FILE.with_suffix(".part")
            _migrate(f"sqlite:///{unfinished}")
            unfinished.rename(_FILE)
    shutil.copyfile(_FILE, path)
    return f"sqlite:///{path}"


def postgresql_template() -> str:
    """The name of the database to copy; whoever comes first makes it."""
    with server() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [_TEMPLATE])
        if not found.rowcount:
            unfinished = f"{_TEMPLATE}_part"
            drop(connection, unfinished)
            copy(connection, "template1", unfinished)
            _migrate(url_of(unfinished))
            with psycopg.connect(url_of(unfinished)) as made:
                keep_seeds(made)
            alter(connection, unfinished, f"RENAME TO {_TEMPLATE}")
    return _TEMPLATE


def forget_templates() -> None:
    """When the run is over."""
    for file in _FILE.parent.glob(f"{_TEMPLATE}.*"):
        file.unlink()
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        with suppress(psycopg.OperationalError), server() as connection:
            drop(connection, _TEMPLATE)


def _migrate(url: str) -> None:
    env = environment(
        SECRET_KEY="a-secret-key-for-a-template-0123456789-abcdefghijk", DATABASE_URL=url
    )
    migrated = run([PYTHON, "manage.py", "migrate", "-v0"], env)
    assert migrated.returncode == 0, migrated.stderr
