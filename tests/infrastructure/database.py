"""A PostgreSQL database for processes that a test starts, gone when it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]


@contextmanager
def database_url(name: str, template: str = "template1") -> Iterator[str]:
    """The URL of a fresh database on the server of DATABASE_URL; `name` and the process name it."""
    own = f"test_{name}_{os.getpid()}"
    with server() as connection:
        copy(connection, template, own)
        try:
            yield url_of(own)
        finally:
            drop(connection, own)


@contextmanager
def server() -> Iterator[Connection]:
    with psycopg.connect(url_of("postgres"), autocommit=True) as connection:
        yield connection


def url_of(database: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


def copy(connection: Connection, template: str, own: str) -> None:
    names = sql.Identifier(own), sql.Identifier(template)
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


def drop(connection: Connection, own: str) -> None:
    name = sql.Identifier(own)
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def alter(connection: Connection, database: str, how: str) -> None:
    connection.execute(sql.SQL("ALTER DATABASE {} " + how).format(sql.Identifier(database)))
