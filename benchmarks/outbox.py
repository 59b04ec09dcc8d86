"""Events per second into and out of the outbox, each way in a process of its own, on PostgreSQL."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Mapping

from benchmarks.result import Result
from benchmarks.updates import manage
from tests.infrastructure.database import database_url
from tests.infrastructure.processes import PYTHON, ROOT, environment
from tests.servers.redis_database import redis_database

EVENTS = 5_000
ROUNDS = 3


def run() -> list[Result]:
    """What goes in while as much comes out; the median of the rounds."""
    with database_url("bench_outbox") as database, redis_database() as redis:
        env = environment(
            SECRET_KEY="a-secret-key-for-benchmarks-only-0123456789-abcdefghijk",
            DJANGO_SETTINGS_MODULE="benchmarks.outbox_settings",
            DATABASE_URL=database,
            REDIS_URL=redis,
            LOG_LEVEL="WARNING",
        )
        manage(env, f"{PYTHON} manage.py migrate -v0")
        rounds = [_seconds(env, "publish", "relay") for _round in range(ROUNDS)]
        cheap = [_seconds(env, "soon", "relay") for _round in range(ROUNDS)]
    return [
        Result("outbox, in", _rate([took["publish"] for took in rounds]), "events/s"),
        Result("outbox, in and out", _rate([max(took.values()) for took in rounds]), "events/s"),
        Result("outbox, in by the cheap road", _rate([took["soon"] for took in cheap]), "events/s"),
        Result("outbox, out alone", _rate([took["relay"] for took in cheap]), "events/s"),
    ]


def _rate(seconds: list[float]) -> float:
    return EVENTS / statistics.median(seconds)


def _seconds(env: Mapping[str, str], *parts: str) -> dict[str, float]:
    """Start the parts, let them begin together; how long each took."""
    running = {
        part: subprocess.Popen(
            [PYTHON, "-m", "benchmarks.outbox_part", part, str(EVENTS)],
            cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for part in parts
    }  # fmt: skip
    try:
        for process in running.values():
            assert process.stdout
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("a part of the benchmark did not start")
        for process in running.values():
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        return {part: float(process.communicate()[0]) for part, process in running.items()}
    finally:
        for process in running.values():
            process.kill()
            process.wait()
