"""A seller is told once a day of each thing, unless they want to hear nothing of it."""

from __future__ import annotations

import pytest

from integrations.models import SellerNotice
from integrations.sellers.tell_seller import tell_seller
from shop.models import Event
from tests.races.threads import together
from tests.sellers.world import at, make_seller

Kind = SellerNotice.Kind


@pytest.mark.django_db
def test_once_a_day_of_their_clock(time_machine):
    seller = make_seller()
    seller.time_zone = "Asia/Vladivostok"
    seller.save()
    time_machine.move_to(at("2026-11-20 13:59"), tick=False)

    def tell(key="account:1", kind=Kind.SYNC_FAILED):
        return tell_seller(seller=seller, kind=kind, key=key, context={"error": "x"})

    assert [tell(), tell()] == [True, False]
    assert tell("account:2")
    assert tell(kind=Kind.KEY_EXPIRED)
    time_machine.move_to(at("2026-11-20 14:01"), tick=False)  # a new day there
    assert [tell(), tell()] == [True, False]
    payloads = list(Event.objects.filter(name="seller_notice").values_list("payload", flat=True))
    assert [one["kind"] for one in payloads] == [
        "sync_failed", "sync_failed", "key_expired", "sync_failed",
    ]  # fmt: skip
    assert {one["seller_id"] for one in payloads} == {seller.pk}
    notice = SellerNotice.objects.get(pk=payloads[0]["notice_id"])
    assert (notice.context, str(notice.day)) == ({"error": "x"}, "2026-11-20")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "switch"),
    [
        (Kind.SYNC_FAILED, "notify_sync_failed"),
        (Kind.KEY_EXPIRED, "notify_key_expired"),
        (Kind.LOW_STOCK, "notify_low_stock"),
        (Kind.PRICE_CHANGED, "notify_price_change"),
    ],
)
def test_what_is_switched_off_is_not_told(kind, switch):
    seller = make_seller()
    setattr(seller, switch, False)
    assert not tell_seller(seller=seller, kind=kind)
    assert tell_seller(seller=seller, kind=Kind.STOPPED)
    setattr(seller, switch, True)
    assert tell_seller(seller=seller, kind=kind)
    assert SellerNotice.objects.count() == Event.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_once_tell_once():
    seller = make_seller()
    told = together([lambda: tell_seller(seller=seller, kind=Kind.LOW_STOCK, key="product:1")] * 6)
    assert sorted(told) == [False] * 5 + [True]
    assert Event.objects.filter(name="seller_notice").count() == 1
