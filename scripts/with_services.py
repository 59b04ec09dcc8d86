"""Run a command with DATABASE_URL and REDIS_URL: as set, or else as they answer on localhost."""

import os
import sys

import psycopg
import redis

LOCAL_DATABASES = (
    "postgres://postgres@127.0.0.1:5432/store",
    "postgres://postgres:postgres@127.0.0.1:5432/store",
)
LOCAL_REDIS = "redis://127.0.0.1:6379/0"


def local_database() -> str | None:
    """The first local PostgreSQL that lets us in. Tests make a database of their own there."""
    for url in LOCAL_DATABASES:
        server = url.rsplit("/", 1)[0]
        try:
            psycopg.connect(f"{server}/postgres", connect_timeout=2).close()
        except psycopg.Error:
            continue
        return url
    return None


def local_redis() -> str | None:
    try:
        with redis.Redis.from_url(LOCAL_REDIS, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return None
    return LOCAL_REDIS


def main(command: list[str]) -> None:
    for name, find in (("DATABASE_URL", local_database), ("REDIS_URL", local_redis)):
        if not os.environ.get(name) and (url := find()):
            os.environ[name] = url
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
