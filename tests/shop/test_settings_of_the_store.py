"""An owner fills the settings in: hours, holiday mode, rules for orders, legal details."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from shop.hours import WeekHours, when_words
from shop.legal_numbers import is_inn, is_ogrn
from shop.models import LegalDocument, StoreSettings
from shop.services.give_consent import documents_in_force, give_consent, has_consented
from tests.factories import make_customer
from tests.staff import staff_client

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = WeekHours({day: (time(9), time(18)) for day in range(5)})
MINIMUM = {
    "name": "Лавка",
    "currency": "RUB",
    "low_stock_threshold": "3",
    "ways": ["on_delivery"],
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week from Monday 2 March 2026, where the store is."""
    return datetime(2026, 3, 1 + day, hour, minute, tzinfo=MOSCOW)


@pytest.fixture
def staff(db: None) -> Client:
    return staff_client()


def save(staff: Client, **fields: Any) -> Any:
    StoreSettings.current()
    return staff.post(reverse("admin:shop_storesettings_change", args=[1]), {**MINIMUM, **fields})


def test_everything_is_kept(staff: Client) -> None:
    answer = save(
        staff,
        currency=" usd ", least_order="1000.50", most_pieces="5", unpaid_hours="24",
        rules="Правила", rules_en="Rules", news_channel="@mystore",
        opens_0="09:00", closes_0="18:00", opens_5="10:00", closes_5="00:00",
        is_closed="on", closed_until="2026-12-31", closed_text="Отпуск", closed_text_en="Away",
        seller_name="ООО «Ромашка»", seller_inn="7707083893", seller_ogrn="1027700132195",
        seller_address="Москва", seller_email="a@example.com", seller_phone="+7 900",
    )  # fmt: skip

    assert answer.status_code == 302
    store = StoreSettings.current()
    assert (store.currency, store.least_order) == ("USD", Decimal("1000.50"))
    assert (store.most_pieces, store.unpaid_hours) == (5, 24)
    assert (store.text_of("rules", "en"), store.text_of("closed_text", "en")) == ("Rules", "Away")
    assert store.hours == {"0": ["09:00", "18:00"], "5": ["10:00", "00:00"]}
    assert (store.is_closed, store.closed_until) == (True, date(2026, 12, 31))
    assert (store.seller_inn, store.seller_ogrn) == ("7707083893", "1027700132195")
    page = staff.get(reverse("admin:shop_storesettings_change", args=[1])).content.decode()
    assert 'name="opens_5" value="10:00"' in page
    assert 'type="date" name="closed_until" value="2026-12-31"' in page


def test_what_is_left_empty_asks_nothing(staff: Client) -> None:
    assert save(staff, least_order="", most_pieces="", unpaid_hours="").status_code == 302

    store = StoreSettings.current()
    assert (store.least_order, store.most_pieces, store.unpaid_hours) == (0, 0, 0)
    assert store.hours == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "XXQ"),
        ("least_order", "-1"),
        ("most_pieces", "1001"),
        ("seller_inn", "7707083894"),
        ("seller_ogrn", "1027700132190"),
        ("seller_email", "nobody"),
        ("news_channel", "https://evil.example/x"),
        ("opens_1", "09:00"),
        ("closes_2", "25:00"),
        ("top_up_least", "-5"),
        ("top_up_least", "100000"),  # more than the most
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    staff: Client, field: str, value: str
) -> None:
    before = StoreSettings.current().name

    answer = save(staff, **{field: value})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert StoreSettings.objects.get().name == before


def test_a_day_does_not_end_before_it_begins(staff: Client) -> None:
    answer = save(staff, opens_0="18:00", closes_0="09:00")

    assert "closes_0" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        (at(1, 8, 59), False, at(1, 9)),
        (at(1, 9), True, at(2, 9)),
        (at(1, 18), False, at(2, 9)),
        (at(5, 20), False, at(8, 9)),
        (at(7, 12), False, at(8, 9)),
    ],
)
def test_open_now_and_open_next(moment: datetime, is_open: bool, opens: datetime) -> None:
    assert OFFICE.is_open(moment) is is_open
    assert OFFICE.opens_next(moment) == opens


def test_hours_are_of_the_stores_own_clock() -> None:
    assert OFFICE.is_open(datetime(2026, 3, 2, 6, 30, tzinfo=ZoneInfo("UTC")))
    assert WeekHours({}).is_open(at(7, 3))
    assert WeekHours({}).opens_next() is None
    assert WeekHours({0: (time(10), time(0))}).is_open(at(1, 23, 59))


def test_hours_in_words() -> None:
    with override("en"):
        assert OFFICE.lines() == ["Mon–Fri: 09:00–18:00", "Sat–Sun: day off"]
        assert WeekHours({}).lines() == []
        assert when_words(at(1, 9), at(1, 8)) == "today at 09:00"
        assert when_words(at(2, 9), at(1, 20)) == "tomorrow at 09:00"
        assert when_words(at(8, 9), at(5, 20)) == "on Monday at 09:00"


@pytest.mark.parametrize("number", ["7707083893", "500100732259", "7830002293"])
def test_real_inns(number: str) -> None:
    assert is_inn(number)


@pytest.mark.parametrize("number", ["7707083892", "500100732258", "770708389", "abc", "٧٧٠٧٠٨٣٨٩٣"])
def test_no_inns(number: str) -> None:
    assert not is_inn(number)


@pytest.mark.parametrize("number", ["1027700132195", "304500116000157"])
def test_real_ogrns(number: str) -> None:
    assert is_ogrn(number)


@pytest.mark.parametrize("number", ["1027700132194", "304500116000158", "10277001321", ""])
def test_no_ogrns(number: str) -> None:
    assert not is_ogrn(number)


def test_legal_texts_name_the_seller(staff: Client, client: Client) -> None:
    assert "<mark>ИНН</mark>" in client.get("/offer?lang=ru").content.decode()

    save(staff, seller_inn="7707083893", opens_0="09:00", closes_0="18:00")

    for path in ("privacy", "terms", "offer", "returns"):
        page = client.get(f"/{path}?lang=ru").content.decode()
        assert "7707083893" in page, path
        assert "<mark>ИНН</mark>" not in page
    assert "9:00–18:00" in client.get("/offer?lang=ru").content.decode()


def test_what_was_agreed_to_is_what_was_read(staff: Client) -> None:
    policy = LegalDocument.objects.get(kind="policy")
    before = policy.text_hash("ru")

    save(staff, seller_inn="7707083893")

    assert policy.text_hash("ru") != before
    assert policy.text_in("ru").count("[[ИНН]]")


def test_the_offer_is_agreed_to_only_when_marked_so(staff: Client) -> None:
    customer = make_customer()
    give_consent(customer=customer, source="bot")
    assert sorted(one.document.kind for one in customer.consents.all()) == ["policy", "terms"]
    assert has_consented(customer)
    LegalDocument.objects.create(kind="returns", version=2, text="x", needs_consent=False)
    assert has_consented(customer)

    form = staff.get(f"{reverse('admin:shop_legaldocument_add')}?kind=offer").context["adminform"]
    assert not form.form["needs_consent"].value()
    staff.post(
        f"{reverse('admin:shop_legaldocument_add')}?kind=offer",
        {"kind": "offer", "text": "# Оферта", "needs_consent": "on"},
    )

    assert not has_consented(customer)
    assert {document.kind for document in documents_in_force()} == {"policy", "terms", "offer"}
