"""A PostgreSQL database for processes that a test starts, gone when it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@contextmanager
def database_url(name: str) -> Iterator[str]:
    """The URL of a fresh database on the server of DATABASE_URL; `name` and the process name it."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    own = f"test_{name}_{os.getpid()}"
    admin = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(own)))
        try:
            yield urlunsplit(parts._replace(path=f"/{own}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(own)))
