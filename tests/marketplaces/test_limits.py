"""No account is asked more often than documented, by however many workers."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import redis

from integrations.marketplaces import limits
from integrations.marketplaces.limits import Bucket, Limiter
from shop.redis_cache import absence
from tests.fakes.marketplaces.limiting import Clock, TokenBucket

THREE = Bucket("three", burst=3, interval=20)


def test_a_burst_and_then_one_after_another(clock: Clock) -> None:
    limiter = Limiter("a")
    assert [limiter.take(THREE) for _ in range(3)] == [0, 0, 0]
    wait = limiter.take(THREE)
    assert 20 <= wait <= 21
    clock.sleep(wait)
    assert limiter.take(THREE) == 0
    assert limiter.take(THREE) > 19


def test_accounts_and_buckets_are_counted_apart(clock: Clock) -> None:
    one = Bucket("one", burst=1, interval=60)
    assert Limiter("a").take(one) == 0
    assert Limiter("b").take(one) == 0
    assert Limiter("a").take(THREE) == 0
    assert Limiter("a").take(one) > 0


def test_a_refusal_costs_what_is_documented(clock: Clock) -> None:
    bucket = Bucket("stocks", burst=18, interval=0.2, of_refusal=10)
    limiter = Limiter("a")
    limiter.take(bucket)
    limiter.refused(bucket)
    assert [limiter.take(bucket) for _ in range(8)] == [0] * 8
    assert limiter.take(bucket) > 0


def test_a_pause_lets_nothing_through_and_then_one(clock: Clock) -> None:
    limiter = Limiter("a")
    limiter.pause(THREE, 50)
    assert limiter.take(THREE) == pytest.approx(50, abs=1)
    clock.sleep(limiter.take(THREE))
    assert limiter.take(THREE) == 0
    assert limiter.take(THREE) > 15


def test_tokens_that_others_used_are_believed(clock: Clock) -> None:
    limiter = Limiter("a")
    limiter.take(THREE)
    limiter.has_left(THREE, 0)
    assert limiter.take(THREE) == pytest.approx(20, abs=1)
    limiter.has_left(THREE, 3)  # and never more than we count ourselves
    assert limiter.take(THREE) > 0


def test_an_answer_that_came_late_counts_from_then(clock: Clock) -> None:
    """The request may have been counted the moment before it was answered."""
    one = Bucket("download", burst=1, interval=60)
    theirs = TokenBucket(1, 60)
    theirs.seen_at = clock()
    limiter = Limiter("a")
    limiter.take(one)
    clock.sleep(8)
    assert theirs.take(clock()) == 0
    limiter.answered(one, 8)
    clock.sleep(limiter.take(one))
    assert limiter.take(one) == 0
    assert theirs.take(clock()) == 0


@pytest.mark.redis
class TestInRedis:
    @pytest.fixture(autouse=True)
    def _redis(self, redis_url: str, settings: Any) -> None:
        settings.REDIS_URL = redis_url

    def test_many_workers_share_one_bucket(self) -> None:
        bucket = Bucket("shared", burst=5, interval=0.05)
        theirs = TokenBucket(5, 0.05)
        theirs.seen_at = time.monotonic()
        lock, passed = threading.Lock(), []
        until = time.monotonic() + 1.0

        def work() -> None:
            limiter = Limiter("a")
            while time.monotonic() < until:
                wait = limiter.take(bucket)
                if wait:
                    time.sleep(min(wait, 0.02))
                    continue
                with lock:
                    passed.append(theirs.take(time.monotonic()))

        workers = [threading.Thread(target=work) for _ in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(passed) >= 12
        # A moment lies between taking a token here and being counted there.
        assert max(passed) < 0.05

    def test_what_is_spent_is_spent_for_all(self) -> None:
        first, second = Limiter("a"), Limiter("a")
        first.pause(THREE, 50)
        assert second.take(THREE) == pytest.approx(50, abs=1)
        first.refused(Bucket("tenfold", burst=10, interval=1, of_refusal=10))
        assert second.take(Bucket("tenfold", burst=10, interval=1)) == 0
        assert second.take(Bucket("tenfold", burst=10, interval=1)) > 0

    def test_buckets_do_not_stay_in_redis_for_ever(self, redis_url: str) -> None:
        Limiter("a").take(THREE)
        client = redis.Redis.from_url(redis_url)
        assert 0 < client.pttl("marketplace:three:a") <= 22_000
        client.close()


def test_nobody_is_asked_while_redis_is_away(settings: Any) -> None:
    """Each worker counting for itself would exceed the limit."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert Limiter("a").take(THREE) > 0
    absence.forget()
    limits._connect.cache_clear()
