"""Threads that start at the same moment, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connection

PATIENCE = 20.0


def together(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all `jobs` at once; what each returned, or the exception that it raised."""
    start = Barrier(len(jobs), timeout=PATIENCE)
    results: list[Any] = [AssertionError("it never ended")] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            start.wait()
            results[place] = job()
        except Exception as failure:
            results[place] = failure
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair, daemon=True) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


def meeting(parties: int) -> Callable[[], None]:
    """A place inside a transaction where `parties` wait for each other: it widens the window."""
    barrier = Barrier(parties, timeout=PATIENCE)

    def wait() -> None:
        barrier.wait()

    return wait
