"""What a demo lets one try besides parcels: only where everything is a demo."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from catalog.models import ProductVariant
from orders.demo import gallery
from orders.demo.people import FIRST_ID
from orders.models import DigitalCode, DigitalText, Order, PromoCode, WalletEntry
from orders.services.move_wallet import balance_of
from shop.models import Customer, Event, StoreSettings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch):
    monkeypatch.setattr(gallery, "draw", lambda _order: b"picture\xff\xd9")
    monkeypatch.setattr(gallery, "_FEW", 10_000)


def seed_demo(**options) -> None:
    call_command("seed_demo", stdout=StringIO(), products=10, orders=20, **options)


def test_stars_codes_balance_and_digital_goods_can_be_tried(settings):
    settings.DEMO = True

    seed_demo()

    assert StoreSettings.current().star_rate > 0
    assert set(PromoCode.objects.values_list("code", flat=True)) == {
        "HELLO10", "FIRST500", "BOOKS20",
    }  # fmt: skip
    anna = Customer.objects.get(pk=FIRST_ID)
    assert balance_of(anna, "RUB") == Decimal(1500)
    audio, menu = ProductVariant.objects.filter(is_digital=True).order_by("sku")
    assert audio.stock_quantity == DigitalCode.objects.filter(variant=audio).count() == 40
    assert DigitalText.objects.get(variant=menu).text.startswith("https://")
    assert audio.product.category.parent.slug == "books"
    assert audio.product.text_of("name", "en") == "The Lighthouse, an Audiobook"
    assert not Event.objects.exists()
    call_command("check_stock", stdout=StringIO())


def test_a_second_run_adds_nothing_and_what_was_switched_off_stays_off(settings):
    settings.DEMO = True
    seed_demo()
    store = StoreSettings.current()
    store.star_rate = Decimal(0)
    store.save()

    seed_demo()

    assert StoreSettings.current().star_rate == 0
    assert PromoCode.objects.count() == 3
    assert WalletEntry.objects.count() == 1
    assert DigitalCode.objects.count() == 40


def test_a_store_that_is_no_demo_gets_none_of_it():
    seed_demo()

    assert not PromoCode.objects.exists()
    assert not ProductVariant.objects.filter(is_digital=True).exists()
    assert StoreSettings.current().star_rate == 0


def test_without_a_key_there_are_no_digital_goods(settings):
    settings.DEMO = True
    settings.FIELD_ENCRYPTION_KEYS = []

    seed_demo()

    assert PromoCode.objects.exists()
    assert not ProductVariant.objects.filter(sku__startswith="DG-").exists()


def test_invented_orders_hold_no_digital_goods(settings):
    settings.DEMO = True
    seed_demo()

    call_command("seed_demo", stdout=StringIO(), orders=200)

    assert Order.objects.count() == 200
    assert not Order.objects.filter(items__sku__startswith="DG-").exists()
