"""Events per second into and out of the outbox, each way in a process of its own, on PostgreSQL.

What an event costs the store's processes is told besides: it hardly depends on what else the
machine does at the time.
"""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from benchmarks.result import Result
from benchmarks.updates import manage
from tests.infrastructure.database import database_url
from tests.infrastructure.processes import PYTHON, ROOT, environment
from tests.infrastructure.redis_database import redis_database

EVENTS = 6_000
PUBLISHERS = 4  # a web process serves many at once, and a commit mostly waits for the disk
ROUNDS = 3


class Took(NamedTuple):
    """Of all parts together: until the last was done, and what they computed; in seconds."""

    seconds: float
    cpu: float


def run() -> list[Result]:
    """What goes in while as much comes out, and each way alone; the median of the rounds."""
    with database_url("bench_outbox") as database, redis_database() as redis:
        env = environment(
            SECRET_KEY="a-secret-key-for-benchmarks-only-0123456789-abcdefghijk",
            DJANGO_SETTINGS_MODULE="benchmarks.outbox_settings",
            DATABASE_URL=database,
            REDIS_URL=redis,
            LOG_LEVEL="WARNING",
        )
        manage(env, f"{PYTHON} manage.py migrate -v0")
        in_and_out = [_took(env, publish=PUBLISHERS, relay=1) for _round in range(ROUNDS)]
        soon = [_took(env, soon=1) for _round in range(ROUNDS)]
        out = [_took(env, relay=1, of=ROUNDS * EVENTS)]
    return [
        Result("outbox, in and out at once", EVENTS / _median_seconds(in_and_out), "events/s"),
        Result(
            "outbox, in and out, the store's CPU",
            statistics.median(took.cpu for took in in_and_out) / EVENTS * 1e6,
            "us/event",
        ),
        Result("outbox, in by the cheap road", EVENTS / _median_seconds(soon), "events/s"),
        Result("outbox, out", ROUNDS * EVENTS / _median_seconds(out), "events/s"),
    ]


def _median_seconds(rounds: Sequence[Took]) -> float:
    return statistics.median(took.seconds for took in rounds)


def _took(env: Mapping[str, str], *, of: int = EVENTS, **parts: int) -> Took:
    """Start so many processes of each part, which share the events, and wait for the last."""
    running = [
        subprocess.Popen(
            [PYTHON, "-m", "benchmarks.outbox_part", part, str(of // count)],
            cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for part, count in parts.items()
        for _process in range(count)
    ]  # fmt: skip
    try:
        for process in running:
            assert process.stdout
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("a part of the benchmark did not start")
        for process in running:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate()[0].split() for process in running]
        return Took(max(float(wall) for wall, _ in said), sum(float(cpu) for _, cpu in said))
    finally:
        for process in running:
            process.kill()
            process.wait()
