"""Staff make promo codes, one or many, and see how they are used."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import PromoCode
from orders.services.change_status import change_status
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from tests.factories import make_category, make_customer, make_variant
from tests.fakes.subscriber import listen
from tests.orders.codes import buy, make_code
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/promocode/"
PLAIN = {
    "code": "Summer", "note": "", "kind": "percent", "value": "10", "gift_sku": "",
    "category": "", "product": "", "minimum_sum": "", "starts_at_0": "", "starts_at_1": "",
    "ends_at_0": "", "ends_at_1": "", "total_limit": "", "customer_limit": "1",
    "is_active": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)


@pytest.fixture
def manager():
    return staff_client(MANAGER)


def errors(response):
    return response.context["adminform"].form.errors


def test_a_code_is_made_and_changed(manager):
    category = make_category("Mugs")
    assert manager.get(f"{LIST}add/").status_code == 200
    body = {**PLAIN, "category": category.pk, "total_limit": "20", "minimum_sum": "500"}
    assert manager.post(f"{LIST}add/", body).status_code == 302
    promo = PromoCode.objects.get()
    assert (promo.code, promo.key, promo.value, promo.category) == (
        "Summer",
        "summer",
        10,
        category,
    )
    assert (promo.total_limit, promo.customer_limit, promo.minimum_sum) == (20, 1, 500)
    page = f"{LIST}{promo.pk}/change/"
    uses = {"uses-TOTAL_FORMS": 0, "uses-INITIAL_FORMS": 0}
    assert manager.post(page, {**PLAIN, **uses, "code": "WINTER", "value": "15"}).status_code == 302
    promo.refresh_from_db()
    assert (promo.code, promo.key, promo.value, promo.category) == ("WINTER", "winter", 15, None)


def test_a_change_does_not_undo_what_was_used_meanwhile(manager):
    promo = make_code()
    PromoCode.objects.update(used=7)
    uses = {"uses-TOTAL_FORMS": 0, "uses-INITIAL_FORMS": 0}
    manager.post(f"{LIST}{promo.pk}/change/", {**PLAIN, **uses, "note": "hi"})
    promo.refresh_from_db()
    assert (promo.used, promo.note) == (7, "hi")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"code": " SUMMER"}, "code"),
        ({"code": "\u200b"}, "code"),
        ({"value": ""}, "value"),
        ({"value": "101"}, "value"),
        ({"value": "-1"}, "value"),
        ({"product": "x"}, "product"),
        ({"kind": "gift", "gift_sku": ""}, "gift_sku"),
        ({"kind": "gift", "gift_sku": "NONE"}, "gift_sku"),
        (
            {
                "starts_at_0": "2026-01-02",
                "starts_at_1": "10:00",
                "ends_at_0": "2026-01-01",
                "ends_at_1": "10:00",
            },
            "ends_at",
        ),
    ],
)
def test_nonsense_is_refused_in_words(manager, body, field):
    make_code("summer")
    response = manager.post(f"{LIST}add/", {**PLAIN, "code": "NEW", **body})
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert PromoCode.objects.count() == 1


def test_a_gift_is_named_by_its_sku(manager):
    mug = make_variant(sku="MUG")
    body = {**PLAIN, "kind": "gift", "value": "5", "gift_sku": "MUG"}
    assert manager.post(f"{LIST}add/", body).status_code == 302
    promo = PromoCode.objects.get()
    assert (promo.gift, promo.value) == (mug, None)


def test_many_codes_are_made_alike_and_downloaded(manager):
    assert manager.get(f"{LIST}generate/").status_code == 200
    body = {key: value for key, value in PLAIN.items() if key != "code"}
    body |= {"prefix_text": "SPRING-", "how_many": "1200", "note": "Leaflets", "total_limit": "1"}
    response = manager.post(f"{LIST}generate/", body, follow=True)
    assert "1200 codes are made." in response.content.decode()
    codes = PromoCode.objects.filter(note="Leaflets", total_limit=1, value=10, is_active=True)
    assert codes.count() == 1200
    assert all(re.fullmatch("SPRING-[2-9A-Z]{8}", promo.code) for promo in codes)
    first = codes.first()
    assert first.key == first.code.casefold()
    file = manager.get(f"{LIST}export/?q=Leaflets&rows=codes&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 1201


def test_many_codes_want_a_name_and_a_number(manager):
    body = {key: value for key, value in PLAIN.items() if key != "code"}
    response = manager.post(f"{LIST}generate/", {**body, "prefix_text": "", "how_many": "10001"})
    assert set(errors(response)) == {"how_many", "note"}
    assert not PromoCode.objects.exists()


def test_the_list_and_the_page_tell_how_it_is_used(manager):
    promo = make_code("SUMMER", total_limit=20)
    anna = make_customer(name="Anna Smith")
    kept, gone = (buy(anna, {make_variant("10.00"): 1}, "SUMMER") for _ in range(2))
    change_status(order=gone, to="cancelled", actor="boris")
    assert "1\u00a0/\u00a020" in manager.get(LIST).content.decode()
    page = manager.get(f"{LIST}{promo.pk}/change/").content.decode()
    for words in (f"#{kept.pk}", f"#{gone.pk}", "Anna Smith", "taken back"):
        assert words in page
    order_page = manager.get(f"/admin/orders/order/{kept.pk}/change/").content.decode()
    for words in ("SUMMER", "₽10 − ₽1"):
        assert words in order_page


def test_a_used_code_is_not_deleted(manager):
    promo = make_code()
    buy(make_customer(), {make_variant(): 1}, "SUMMER")
    assert manager.post(f"{LIST}{promo.pk}/delete/", {"post": "yes"}).status_code == 403
    assert PromoCode.objects.exists()
    unused = make_code("NEW")
    assert manager.post(f"{LIST}{unused.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not PromoCode.objects.filter(pk=unused.pk).exists()


@pytest.mark.parametrize("role", [SUPPORT, WAREHOUSE, ANALYST])
def test_other_roles_have_no_business_with_codes(role):
    client = staff_client(role)
    promo = make_code()
    assert "promocode" not in client.get("/admin/").content.decode()
    for path in ("", "add/", "generate/", "export/", f"{promo.pk}/change/"):
        assert client.get(LIST + path).status_code == 403, path
    assert client.post(f"{LIST}add/", PLAIN).status_code == 403
    assert client.post(f"{LIST}generate/", {**PLAIN, "how_many": 5, "note": "x"}).status_code == 403
    assert PromoCode.objects.count() == 1


def test_pages_cost_the_same_however_many_codes_there_are(manager):
    promo = make_code("ONE", category=make_category())
    for _ in range(3):
        buy(make_customer(), {make_variant(): 1})
    PromoCode.objects.bulk_create(
        PromoCode(code=f"C{n}", key=f"c{n}", kind="percent", value=5, category=promo.category)
        for n in range(300)
    )
    for path in ("", f"{promo.pk}/change/"):
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST + path).status_code == 200
        assert len(queries) <= 25, path
