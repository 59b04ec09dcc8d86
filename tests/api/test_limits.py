"""The one limiter: exact, sliding, shared through Redis, and there without it."""

import time

import pytest

from shop import throttle
from shop.redis_cache import absence
from shop.throttle import Limit, hit, take_back
from tests.api.clients import anybody, error_of, trusted

THREE = Limit("test", 3, 60)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def _either(request, settings):
    if request.param == "redis":
        settings.REDIS_URL = request.getfixturevalue("redis_url")


@pytest.mark.usefixtures("_either")
class TestLimiter:
    def test_three_pass_and_the_fourth_waits(self):
        assert [hit(THREE, "a").allowed for _ in range(4)] == [True, True, True, False]
        assert 58 <= hit(THREE, "a").retry_after <= 60
        assert hit(THREE, "b").allowed
        assert hit(Limit("other", 3, 60), "a").allowed

    def test_a_hit_taken_back_never_was(self):
        hits = [hit(THREE, "a") for _ in range(3)]
        take_back(hits[1])
        assert [hit(THREE, "a").allowed for _ in range(2)] == [True, False]

    def test_the_window_slides(self):
        short = Limit("short", 2, 1)
        assert hit(short, "a").allowed
        time.sleep(0.6)
        assert hit(short, "a").allowed
        refused = hit(short, "a")
        assert (refused.allowed, refused.retry_after) == (False, 1)
        time.sleep(0.5)  # the first is over, the second is not
        assert [hit(short, "a").allowed for _ in range(2)] == [True, False]


def test_while_redis_is_away_each_process_counts_for_itself(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    absence.forget()
    assert [hit(THREE, "a").allowed for _ in range(4)] == [True, True, True, False]


def test_who_fell_silent_is_forgotten(monkeypatch):
    monkeypatch.setattr(throttle._memory, "MANY", 5)
    brief = Limit("brief", 1, 0)
    for number in range(20):
        hit(brief, str(number))
    assert len(throttle._memory._hits) <= 6


@pytest.mark.django_db
def test_an_address_that_asks_too_much_waits(settings):
    settings.LIMITS = {**settings.LIMITS, "address": (3, 60)}
    codes = [anybody().get("categories").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = anybody().get("products")
    assert error_of(answer) == (429, "too_many_requests")
    assert int(answer["Retry-After"]) >= 58


@pytest.mark.django_db
def test_a_trusted_client_has_its_own_quota(settings):
    settings.LIMITS = {**settings.LIMITS, "trusted_key": (2, 60)}
    codes = [trusted().post("orders", {}).status_code for _ in range(3)]
    assert codes == [422, 422, 429]
