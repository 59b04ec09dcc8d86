"""Digital goods: uploaded unreadable, each sold once, handed over when paid, stock of their own."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from catalog.models import DigitalKind, ProductVariant, StockMovement
from catalog.services.adjust_stock import adjust_stock
from integrations.payments.on_delivery import OnDelivery
from orders.contact import Contact
from orders.lines import Line
from orders.models import DigitalCode, Order, OrderEvent, Payment
from orders.services.change_status import change_status
from orders.services.confirm_payment import confirm_payment
from orders.services.edit_lines import LineChange, edit_lines
from orders.services.hand_over import goods_of
from orders.services.mark_paid import mark_paid
from orders.services.place_order import place_order
from orders.services.upload_codes import (
    UNLIMITED,
    set_digital_text,
    upload_codes,
    withdraw_codes,
)
from shop.crypto import EncryptionError
from shop.errors import ErrorCode, StoreError
from shop.models import Event, StoreSettings
from shop.roles import MANAGER, SUPPORT
from tests.factories import JOHN, make_customer, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import Listener, listen
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
NOWHERE = Contact("John Doe", "+15551234567", "")
CODES = ["AAAA-1", "BBBB-2", "CCCC-3"]


@pytest.fixture(autouse=True)
def far(monkeypatch):
    listen(monkeypatch, Listener("goods_handed_over", "order_status_changed"))
    stars = FarSide("stars")
    stars.takes_digital = True
    pay_by(monkeypatch, OnDelivery(), stars, FarSide("card"))
    return stars


@pytest.fixture
def game():
    variant = make_variant(stock=7, sku="GAME")
    upload_codes(variant=variant, codes=CODES, actor="anna")
    variant.refresh_from_db()
    return variant


def order_of(*lines, contact=NOWHERE, **options):
    return place_order(
        customer=make_customer(),
        lines=[Line(variant.pk, quantity) for variant, quantity in lines],
        contact=contact,
        comment="",
        source="test",
        **options,
    )


def pay(order, number="x-1"):
    payment = Payment.objects.get(order=order)
    confirm_payment(payment=payment, external_id=number, charge=None)
    order.refresh_from_db()
    return order


def texts(order):
    return [text for part in goods_of(order) for text in part.texts]


def stock(variant):
    variant.refresh_from_db()
    moved = sum(StockMovement.objects.filter(variant=variant).values_list("quantity", flat=True))
    assert variant.stock_quantity == moved
    return variant.stock_quantity


def test_the_stock_of_codes_is_the_stock_and_duplicates_are_refused(game):
    assert (stock(game), game.is_digital) == (3, True)
    done = upload_codes(variant=game, codes=["AAAA-1", " DDDD-4 ", "DDDD-4", "", "  "], actor="x")
    assert (done.added, done.duplicates) == (1, 2)
    assert stock(game) == 4
    with pytest.raises(StoreError) as refused:
        adjust_stock(variant=game, quantity=5, reason="received")
    assert refused.value.code == ErrorCode.STOCK_IS_CODES
    assert stock(game) == 4


def test_codes_stand_encrypted(game):
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM orders_digitalcode")
        kept = [row[0] for row in cursor.fetchall()]
    assert len(kept) == 3
    assert not [code for code in CODES if any(code in text for text in kept)]
    assert sorted(code.code for code in DigitalCode.objects.all()) == CODES


def test_without_a_key_nothing_is_kept(game, settings):
    settings.FIELD_ENCRYPTION_KEYS = []
    with pytest.raises(EncryptionError):
        upload_codes(variant=game, codes=["EEEE-5"], actor="x")
    assert (DigitalCode.objects.count(), stock(game)) == (3, 3)


def test_they_are_handed_over_once_when_paid_and_the_order_is_delivered(game):
    order = order_of((game, 2))
    assert (order.pay_with, order.has_digital, texts(order)) == ("stars", True, [])
    for number in ("x-1", "x-1"):
        pay(order, number)
    assert (order.status, order.payment_status) == ("delivered", "paid")
    assert texts(order) == ["AAAA-1", "BBBB-2"]
    assert Event.objects.filter(name="goods_handed_over").count() == 1
    assert stock(game) == 1
    assert pay(order_of((game, 1)), "x-2").items.get().codes.get().code == "CCCC-3"
    with pytest.raises(StoreError) as refused:
        order_of((game, 1))
    assert refused.value.code == ErrorCode.OUT_OF_STOCK


def test_an_order_with_parcels_too_waits_for_them(game):
    shirt = make_variant(stock=5)
    with pytest.raises(StoreError) as refused:
        order_of((game, 1), (shirt, 1))
    assert refused.value.code == ErrorCode.INVALID_ADDRESS
    order = pay(order_of((game, 1), (shirt, 1), contact=JOHN))
    assert (order.status, texts(order)) == ("pending", ["AAAA-1"])
    item = order.items.get(is_digital=True)
    with pytest.raises(StoreError) as refused:
        edit_lines(
            order=order, changes=[LineChange(item.pk, 1, 0)], added=(), actor="x", tell=False
        )
    assert refused.value.code == ErrorCode.ORDER_CLOSED
    change_status(order=order, to="cancelled", actor="x")
    assert (stock(game), stock(shirt)) == (2, 5)


def test_unpaid_codes_go_back_to_the_stock(game):
    order = order_of((game, 2))
    assert stock(game) == 1
    change_status(order=order, to="cancelled", actor="x")
    assert stock(game) == 3
    assert not DigitalCode.objects.exclude(item=None).exists()


@pytest.mark.parametrize("way", ["on_delivery", "card"])
def test_they_are_paid_in_stars_alone_and_never_on_delivery(game, way):
    with pytest.raises(StoreError) as refused:
        order_of((game, 1), pay_with=way)
    assert refused.value.code == ErrorCode.PAYMENT_METHOD_OFF
    assert refused.value.context["offered"] == ["stars"]
    store = StoreSettings.current()
    store.digital_any_way = True
    store.save()
    if way == "card":
        assert order_of((game, 1), pay_with=way).pay_with == "card"
    else:
        with pytest.raises(StoreError):
            order_of((game, 1), pay_with=way)


def test_staff_cannot_mark_them_paid(game):
    order = order_of((game, 1))
    with pytest.raises(StoreError) as refused:
        mark_paid(order=order, amount=order.total_amount, actor="x", key="0" * 32)
    assert refused.value.code == ErrorCode.PAYMENT_METHOD_OFF
    assert texts(order) == []


def test_a_text_for_everybody_never_runs_out(far):
    book = make_variant(stock=1)
    set_digital_text(variant=book, text="https://example.com/book", actor="anna")
    assert stock(book) == UNLIMITED
    orders = [pay(order_of((book, 1)), f"x-{number}") for number in range(3)]
    assert [texts(order) for order in orders] == [["https://example.com/book"]] * 3


def test_what_is_missing_is_left_to_staff_and_given_when_it_comes(game):
    order = order_of((game, 3))
    DigitalCode.objects.all()[0].delete()
    pay(order)
    assert (order.status, texts(order)) == ("pending", [])
    assert Payment.objects.get().needs_hand
    upload_codes(variant=game, codes=["EEEE-5"], actor="x")
    order.refresh_from_db()
    assert order.status == "delivered"
    assert "EEEE-5" in texts(order)


def test_unsold_codes_are_withdrawn_but_not_those_that_orders_wait_for(game):
    order_of((game, 2))
    gone = withdraw_codes(code_ids=DigitalCode.objects.values_list("pk", flat=True), actor="anna")
    assert (gone, stock(game), DigitalCode.objects.count()) == (1, 0, 2)


def test_they_are_in_no_event_log_export_or_staff_page(game, caplog, capsys):
    order = pay(order_of((game, 2)))
    staff = staff_client(MANAGER)
    seen = [
        json.dumps([event.payload for event in Event.objects.all()]),
        json.dumps(list(OrderEvent.objects.values_list("text", "changes"))),
        staff.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode(),
        staff.get(reverse("admin:orders_digitalcode_changelist")).content.decode(),
        b"".join(
            staff.get(
                reverse("admin:orders_order_export"), {"format": "csv", "rows": "items"}
            ).streaming_content
        ).decode(),
        caplog.text,
        "".join(capsys.readouterr()),
    ]
    for code in CODES:
        assert not [text for text in seen if code in text]


def test_staff_upload_by_hand_and_by_file(game):
    staff = staff_client(MANAGER)
    address = reverse("admin:orders_digitalcode_upload")
    file = SimpleUploadedFile("codes.csv", b'"F,1";note\r\nG-2;note\r\n')
    staff.post(address, {"sku": "GAME", "kind": "codes", "codes": "E-5", "file": file})
    assert sorted(code.code for code in DigitalCode.objects.all()) == [*CODES, "E-5", "F,1", "G-2"]
    unknown = staff.post(address, {"sku": "NONE", "kind": "codes", "codes": "E-6"})
    assert unknown.status_code == 400
    assert DigitalCode.objects.count() == 6
    page = reverse("admin:orders_digitalcode_changelist")
    chosen = list(DigitalCode.objects.values_list("pk", flat=True))[:2]
    staff.post(page, {"action": "withdraw", "_selected_action": chosen})
    assert stock(game) == 4


@pytest.mark.parametrize("heading", ["code", "Код"])
def test_the_heading_of_a_file_is_no_code(game, heading):
    file = SimpleUploadedFile("codes.csv", f"{heading},note\r\nG-2,note\r\n".encode())
    address = reverse("admin:orders_digitalcode_upload")
    staff_client(MANAGER).post(address, {"sku": "GAME", "kind": "codes", "codes": "", "file": file})
    assert sorted(code.code for code in DigitalCode.objects.all()) == [*CODES, "G-2"]


def test_others_upload_nothing(game):
    staff = staff_client(SUPPORT)
    assert staff.get(reverse("admin:orders_digitalcode_changelist")).status_code == 403
    answer = staff.post(
        reverse("admin:orders_digitalcode_upload"), {"sku": "GAME", "kind": "codes", "codes": "E"}
    )
    assert answer.status_code == 403
    assert DigitalCode.objects.count() == 3


def test_a_variant_that_becomes_digital_sells_its_pieces_no_more():
    variant = make_variant(stock=7)
    upload_codes(variant=variant, codes=["A"], actor="x")
    assert stock(variant) == 1
    set_digital_text(variant=variant, text="B", actor="x")
    assert stock(variant) == UNLIMITED
    upload_codes(variant=variant, codes=["C"], actor="x")
    assert stock(variant) == 2
    assert ProductVariant.objects.get(pk=variant.pk).digital_kind == DigitalKind.CODES
    assert Order.objects.count() == 0
