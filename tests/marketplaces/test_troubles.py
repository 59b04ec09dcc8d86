"""What goes wrong at a marketplace is told apart by what can be done about it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.marketplaces.base import Account
from integrations.marketplaces.errors import MarketplaceError
from integrations.marketplaces.errors import Trouble as Code
from integrations.marketplaces.facts import Credentials
from integrations.marketplaces.registry import marketplace
from integrations.marketplaces.wildberries.token import read
from tests.fakes.far_side import Trouble
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.limiting import Clock
from tests.fakes.marketplaces.ozon import Shop as OzonShop
from tests.fakes.marketplaces.wildberries import Shop as WildberriesShop

TOKEN, KEY, CLIENT = "a-token-of-a-seller", "key-of-a-seller-0123456789", "555001"


@pytest.fixture
def account(wildberries: FakeWildberries) -> Iterator[Account]:
    wildberries.shops[TOKEN] = WildberriesShop(Goods(1, products=3))
    with marketplace("wildberries").open(Credentials(TOKEN)) as opened:
        yield opened


def jwt(**claims: Any) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJFUzI1NiJ9.{body}.c2lnbmF0dXJl"


ALL_RIGHTS = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 5


@pytest.mark.parametrize(
    "trouble", [Trouble.ERROR, Trouble.RESET, Trouble.GARBAGE, Trouble.LOST, Trouble.TRUNCATED]
)
def test_what_did_not_arrive_can_be_tried_again(
    account: Account, wildberries: FakeWildberries, trouble: Trouble
) -> None:
    wildberries.trouble = lambda request: trouble
    with pytest.raises(MarketplaceError) as failure:
        account.products()
    assert failure.value.code is Code.UNAVAILABLE
    assert not failure.value.permanent


def test_being_asked_to_wait_is_obeyed_by_the_next_call_too(
    account: Account, wildberries: FakeWildberries, clock: Clock
) -> None:
    wildberries.retry_after = "40"
    wildberries.trouble = lambda request: Trouble.BUSY_FOR_A_WHILE
    with pytest.raises(MarketplaceError) as failure:
        account.products()
    assert (failure.value.code, failure.value.retry_after) == (Code.BUSY, 40)

    wildberries.trouble = lambda request: None
    with pytest.raises(MarketplaceError) as second:
        account.products()
    assert second.value.code is Code.BUSY
    assert second.value.retry_after == pytest.approx(40, abs=1)
    assert len(wildberries.requests) == 1
    clock.sleep(41)
    assert len(account.products().items) == 3


def test_a_limit_used_by_somebody_else_is_believed_to_the_second(
    account: Account, wildberries: FakeWildberries, clock: Clock
) -> None:
    """Another tool of the seller has taken the tokens: X-Ratelimit-Retry says until when."""
    bucket = wildberries.enforced.bucket(TOKEN, "create", 5, 60.0)
    bucket.fine(5, clock())
    with pytest.raises(MarketplaceError) as failure:
        account.remains()
    assert failure.value.retry_after == pytest.approx(60, abs=0.1)
    clock.sleep(failure.value.retry_after + 2)
    assert account.remains().cursor


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"null", b'{"cards": null}', b'{"cards": [{}]}', b'{"cards": [{"nmID": "x"'],
    ids=["nothing", "list", "null", "null cards", "no nmID", "cut off"],
)
def test_an_answer_without_what_it_must_have_is_no_facts(
    account: Account,
    wildberries: FakeWildberries,
    answer: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wildberries, "take", lambda request: (200, answer))
    with pytest.raises(MarketplaceError) as failure:
        account.products()
    assert failure.value.code is Code.BROKEN_ANSWER
    assert not failure.value.permanent


def test_what_may_be_missing_may_be_missing(account: Account, wildberries: FakeWildberries) -> None:
    wildberries.change = lambda path, answer: {
        "cards": [{"nmID": card["nmID"]} for card in answer["cards"]],
        "cursor": {"total": 3},
    }
    assert [product.brand for product in account.products().items] == ["", "", ""]


def test_a_list_that_repeats_itself_is_not_read_for_ever(
    account: Account, wildberries: FakeWildberries
) -> None:
    wildberries.shops[TOKEN].goods = Goods(1, products=250)
    first = account.products()
    wildberries.change = lambda path, answer: {
        **answer,
        "cursor": {**first.cursor, "total": 100},  # type: ignore[dict-item]
    }
    with pytest.raises(MarketplaceError) as failure:
        account.products(first.cursor)
    assert failure.value.code is Code.BROKEN_ANSWER


def test_a_key_that_is_no_key(wildberries: FakeWildberries, ozon: FakeOzon) -> None:
    with pytest.raises(MarketplaceError) as wb:
        marketplace("wildberries").check(Credentials("no such token"))
    ozon.shops[CLIENT] = OzonShop(KEY, Goods(2, products=1, ozon=True))
    with pytest.raises(MarketplaceError) as oz:
        marketplace("ozon").check(Credentials("another-key-0123456789", CLIENT))
    for failure in (wb.value, oz.value):
        assert (failure.code, failure.permanent, failure.about_the_key) == (
            Code.KEY_REFUSED,
            True,
            True,
        )


def test_a_good_key(wildberries: FakeWildberries, ozon: FakeOzon) -> None:
    token = jwt(s=ALL_RIGHTS | 1 << 30, exp=4_102_444_800, acc=3, sid="b67a5a2e-8fd1-4a5d")
    wildberries.shops[token] = WildberriesShop(Goods(1, products=3))
    ozon.shops[CLIENT] = OzonShop(KEY, Goods(2, products=1, ozon=True))

    facts = marketplace("wildberries").check(Credentials.of({"token": token}))
    assert (facts.who, facts.read_only) == ("b67a5a2e-8fd1-4a5d", True)
    assert facts.expires_at == datetime(2100, 1, 1, tzinfo=UTC)
    found = marketplace("ozon").check(Credentials.of({"client_id": CLIENT, "api_key": KEY}))
    assert found.who == CLIENT
    assert len(wildberries.requests) == len(ozon.requests) == 1


@pytest.mark.parametrize(
    ("claims", "code", "missing"),
    [
        ({"s": ALL_RIGHTS, "exp": 1_700_000_000}, Code.KEY_EXPIRED, ()),
        ({"s": 1 << 1 | 1 << 2}, Code.RIGHTS_MISSING, ("Маркетплейс", "Статистика")),
        ({"s": ALL_RIGHTS, "acc": 2}, Code.RIGHTS_MISSING, ()),
    ],
)
def test_what_a_token_says_of_itself_costs_no_call(
    wildberries: FakeWildberries, claims: dict[str, Any], code: Code, missing: tuple[str, ...]
) -> None:
    with pytest.raises(MarketplaceError) as failure:
        marketplace("wildberries").check(Credentials(jwt(**claims)))
    assert (failure.value.code, failure.value.missing) == (code, missing)
    assert failure.value.permanent
    assert wildberries.requests == []


def test_two_tokens_of_one_seller_share_its_limits() -> None:
    first, second = jwt(sid="b67a5a2e-8fd1", s=2), jwt(sid="b67a5a2e-8fd1", s=4)
    assert read(first).who == read(second).who == "b67a5a2e-8fd1"
    assert read("no.jwt.here").who != read("another.jwt.here").who


def test_a_base_token_keeps_to_its_own_limits(wildberries: FakeWildberries, clock: Clock) -> None:
    token = jwt(sid="b67a5a2e-8fd1", s=ALL_RIGHTS, acc=1)
    wildberries.shops[token] = WildberriesShop(Goods(1, products=3), is_base=True)
    since = datetime.now(UTC) - timedelta(days=5)
    with marketplace("wildberries").open(Credentials(token)) as account:
        assert account.orders(since).cursor is None
        with pytest.raises(MarketplaceError) as failure:
            account.orders(since)
    assert failure.value.code is Code.BUSY
    assert failure.value.retry_after == pytest.approx(3 * 3600, rel=0.05)
    assert wildberries.enforced.exceeded == []


def test_a_right_that_is_missing_is_told(account: Account, wildberries: FakeWildberries) -> None:
    wildberries.shops[TOKEN].lacks = frozenset({"statistics-api"})
    with pytest.raises(MarketplaceError) as failure:
        account.orders(datetime.now(UTC))
    assert (failure.value.code, failure.value.permanent) == (Code.RIGHTS_MISSING, True)
    assert not failure.value.about_the_key


def test_the_key_stands_in_no_error(
    wildberries: FakeWildberries, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "secret-token-0123456789"
    echo = json.dumps({"detail": f"bad token {secret}"}).encode()
    monkeypatch.setattr(wildberries, "take", lambda request: (401, echo))
    with pytest.raises(MarketplaceError) as failure:
        marketplace("wildberries").check(Credentials(secret))
    assert secret not in str(failure.value)
    assert "***" in failure.value.said
    assert secret not in repr(Credentials(secret))


def test_raw_answers_are_handed_over(wildberries: FakeWildberries) -> None:
    wildberries.shops[TOKEN] = WildberriesShop(Goods(1, products=3))
    kept: list[dict[str, Any]] = []
    with marketplace("wildberries").open(
        Credentials(TOKEN), keep=lambda **answer: kept.append(answer)
    ) as account:
        account.products()
    assert kept[0]["call"] == "POST /content-api/content/v2/get/cards/list"
    assert kept[0]["status"] == 200
    assert len(json.loads(kept[0]["body"])["cards"]) == 3
