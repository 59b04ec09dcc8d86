"""`manage.py seed_demo`: a store that is true to its own rules, whatever its size."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from math import prod

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Min, Sum
from django.utils import timezone

from catalog.cards import product_card
from catalog.models import Category, Product, ProductImage, ProductVariant, StockMovement
from catalog.services.set_variant_options import combination_key
from catalog.tree import category_tree
from orders.contact import Contact, clean_address, clean_name, clean_phone
from orders.demo import gallery
from orders.demo.catalogue import every_item
from orders.demo.people import FIRST_ID, person
from orders.demo.rhythm import order_times
from orders.lines import Line
from orders.models import Order, OrderEvent, OrderItem, Payment, Refund
from orders.services.place_order import place_order
from orders.state import TRANSITIONS, OrderStatus
from shop.models import Consent, Customer, Event, LegalDocument

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch):
    """Drawing has tests of its own; a picture here is a few bytes."""
    monkeypatch.setattr(gallery, "draw", lambda _order: b"picture\xff\xd9")
    monkeypatch.setattr(gallery, "_FEW", 10_000)


def seed_demo(**options) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def counts() -> dict[str, int]:
    models = (Category, Product, ProductVariant, ProductImage, StockMovement, Customer, Order,
              OrderItem, OrderEvent, Consent, Event)  # fmt: skip
    return {model.__name__: model.objects.count() for model in models}


def fingerprint() -> tuple:
    return (
        list(Product.objects.order_by("pk").values_list("name", "translations", "sort_order")),
        list(ProductVariant.objects.order_by("pk").values_list("sku", "price", "stock_quantity")),
        list(Customer.objects.order_by("pk").values_list("full_name", "phone_number")),
        list(Order.objects.order_by("pk").values_list("customer", "status", "total_amount")),
    )


def test_the_usual_store_has_shelves_products_people_and_orders():
    seed_demo()

    assert Category.objects.filter(parent=None).count() == 4
    assert Category.objects.exclude(parent=None).count() == 18
    assert Product.objects.count() == len(every_item()) == 69
    assert Customer.objects.count() == 120
    assert Order.objects.count() == 400
    assert set(Order.objects.values_list("status", flat=True)) == set(OrderStatus.values)
    assert not Event.objects.exists()
    variants = sum(
        prod(len(option.choices) for option in item.options) for _s, _p, item in every_item()
    )
    assert ProductVariant.objects.count() == variants
    assert ProductVariant.objects.filter(price_before__gt=F("price")).exists()


def test_each_order_has_got_the_money_that_it_tells_of():
    seed_demo(products=10, orders=1200)

    statuses = set()
    for order in Order.objects.prefetch_related("payments__refunds"):
        assert settled_status(order) == order.payment_status, order.pk
        statuses.add(order.payment_status)
        for payment in order.payments.all():
            assert order.created_at <= payment.paid_at <= order.updated_at
            back = sum(refund.amount for refund in payment.refunds.all())
            assert back == payment.refunded_amount
    assert statuses == set(Order.PaymentStatus.values)


def settled_status(order: Order) -> str:
    """What the payments of an order come to, by the rules of the store."""
    payments = [one for one in order.payments.all() if one.status == Payment.Status.PAID]
    paid = sum(one.amount for one in payments)
    back = sum(one.refunded_amount for one in payments)
    status = Order.PaymentStatus
    if back:
        return status.REFUNDED if back == paid else status.PARTIALLY_REFUNDED
    if paid:
        return status.PAID if paid == order.total_amount else status.PARTIALLY_PAID
    return status.UNPAID


def test_texts_are_there_in_both_languages():
    seed_demo(orders=0)

    tee = Product.objects.get(variants__sku="NRV-TEE-RED-M")
    colour, size = tee.options.all()
    red = colour.values.get(value="Красный")

    assert tee.name == "Футболка Norvik Classic"
    assert tee.text_of("name", "en") == "Norvik Classic T-Shirt"
    assert tee.text_of("description", "en").startswith("The tee you reach for every day")
    assert (colour.name, colour.text_of("name", "en")) == ("Цвет", "Color")
    assert (size.name, size.text_of("name", "en")) == ("Размер", "Size")
    assert red.text_of("value", "en") == "Red"
    assert tee.search_text == tee.build_search_text()
    assert Category.objects.get(slug="clothing").text_of("name", "en") == "Clothing"


def test_an_english_store_has_english_columns(settings):
    settings.STORE_LANGUAGES = ["en", "ru"]

    seed_demo()

    tee = Product.objects.get(variants__sku="NRV-TEE-RED-M")
    assert (tee.name, tee.text_of("name", "ru")) == (
        "Norvik Classic T-Shirt",
        "Футболка Norvik Classic",
    )
    item = OrderItem.objects.filter(order__language="ru", sku__startswith="NRV").first()
    assert item.translations["ru"]["product_name"] != item.product_name


def test_every_product_can_be_looked_at_with_its_pictures():
    seed_demo(orders=0)

    for product in Product.objects.all():
        card = product_card(product.pk)
        assert card.images, product.name
        pictured = {image.option_value_id for image in card.images} - {None}
        assert pictured <= set(card.values)
        for offer in card.offers:
            assert len(offer.values) == len(card.choices)
            assert offer.variant.combination == combination_key(offer.values)
            assert card.image(offer.values).image.name.startswith("products/demo-")


def test_the_first_product_of_every_top_category_can_be_bought():
    seed_demo()

    for top in category_tree().roots:
        shelf = top.children[0]
        first = Product.objects.filter(category=shelf.pk).order_by("sort_order", "pk").first()
        assert min(first.variants.values_list("stock_quantity", flat=True)) >= 20


def test_a_few_variants_are_low_and_a_few_sold_out():
    seed_demo()

    pieces = ProductVariant.objects.values_list("stock_quantity", flat=True)
    stock = Counter(min(left, 4) for left in pieces)
    whole = stock.total()

    assert 0.02 <= stock[0] / whole <= 0.04
    assert 0.035 <= (stock[1] + stock[2] + stock[3]) / whole <= 0.065


def test_ledgers_are_in_balance_at_every_step():
    seed_demo()

    call_command("check_stock", stdout=StringIO())
    running: Counter[int] = Counter()
    last: dict[int, datetime] = {}
    for move in StockMovement.objects.order_by("pk"):
        running[move.variant_id] += move.quantity
        assert running[move.variant_id] == move.stock_after
        assert last.get(move.variant_id, move.created_at) <= move.created_at
        last[move.variant_id] = move.created_at
    sold = OrderItem.objects.aggregate(pieces=Sum("quantity"))["pieces"]
    taken = StockMovement.objects.filter(reason=StockMovement.Reason.ORDER_PLACED)
    assert taken.aggregate(pieces=Sum("quantity"))["pieces"] == -sold


def test_cancelled_orders_gave_their_stock_back_once():
    seed_demo()

    for order in Order.objects.filter(status=OrderStatus.CANCELLED):
        back = dict(
            StockMovement.objects.filter(
                reference=f"order:{order.pk}", reason=StockMovement.Reason.ORDER_CANCELLED
            ).values_list("variant_id", "quantity")
        )
        assert back == dict(order.items.values_list("variant_id", "quantity"))
    assert not StockMovement.objects.filter(
        reason=StockMovement.Reason.ORDER_CANCELLED,
        reference__in=[
            f"order:{order.pk}" for order in Order.objects.exclude(status=OrderStatus.CANCELLED)
        ],
    ).exists()


def test_orders_add_up_and_their_timelines_follow_the_table():
    now = timezone.now()

    seed_demo()

    for order in Order.objects.prefetch_related("items", "events"):
        assert order.total_amount == sum(item.line_total for item in order.items.all())
        events = list(order.events.all())
        assert (events[0].kind, events[0].new_status) == (OrderEvent.Kind.PLACED, "pending")
        for before, after in pairwise(events):
            assert after.old_status == before.new_status
            assert after.new_status in TRANSITIONS[before.new_status]
            assert before.created_at < after.created_at
        assert events[-1].new_status == order.status
        assert events[-1].created_at == order.updated_at <= timezone.now()
        assert now - timedelta(days=61) < order.created_at == events[0].created_at
    assert Order.objects.filter(payment_status="refunded").exclude(status="cancelled").count() == 0
    old = Order.objects.filter(created_at__lt=now - timedelta(days=20))
    assert set(old.values_list("status", flat=True)) == {"delivered", "cancelled"}


def test_lines_are_kept_in_the_stores_and_the_customers_words():
    seed_demo()

    english = OrderItem.objects.filter(order__language="en", variant_name__gt="").first()
    product = english.variant.product

    assert english.product_name == product.name
    assert english.text_of("product_name", "en") == product.text_of("name", "en")
    assert english.text_of("variant_name", "en") != english.variant_name
    assert not OrderItem.objects.filter(order__language="ru").exclude(translations={}).exists()
    for order in Order.objects.select_related("customer"):
        assert order.language == order.customer.language


@pytest.mark.parametrize("hour", [0, 3, 9, 14, 23])
def test_there_is_an_order_in_every_status_at_any_time_of_day(hour):
    moment = datetime(2026, 3, 4, hour, 1, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(moment, tick=False):
        seed_demo()

    assert set(Order.objects.values_list("status", flat=True)) == set(OrderStatus.values)
    assert Order.objects.filter(status=OrderStatus.PENDING).count() >= 2


def test_customers_are_people_who_could_order():
    seed_demo()

    assert Customer.objects.order_by("pk").first().pk == FIRST_ID == 9_000_000_001
    for customer in Customer.objects.exclude(phone_number=""):
        assert clean_phone(customer.phone_number) == customer.phone_number
        assert clean_name(customer.full_name) == customer.full_name
        assert clean_address(customer.shipping_address) == customer.shipping_address
    seen = Customer.objects.annotate(first=Min("orders__created_at")).exclude(first=None)
    assert not seen.filter(created_at__gt=F("first")).exists()
    assert Customer.objects.filter(orders=None).exists()
    assert Customer.objects.annotate(bought=Count("orders")).filter(bought__gte=5).exists()
    phones = [person(number).phone_number for number in range(5_000)]
    assert len(set(phones)) == len(phones)


def test_buyers_agreed_to_the_documents_before_they_ordered():
    LegalDocument.objects.all().delete()
    policy = LegalDocument.objects.create(kind="policy", version=1, text="Политика")

    seed_demo()

    buyers = Customer.objects.filter(orders__isnull=False).distinct()
    assert set(Consent.objects.values_list("customer_id", flat=True)) == set(
        buyers.values_list("pk", flat=True)
    )
    consent = Consent.objects.select_related("customer").first()
    assert consent.text_hash == policy.text_hash(consent.language)
    assert consent.given_at < consent.customer.orders.order_by("pk").first().created_at


def test_weekends_are_busier_and_the_shop_grows():
    now = datetime(2026, 3, 4, 12, tzinfo=timezone.get_default_timezone())

    times = list(order_times(6_000, now))

    assert len(times) == 6_000
    assert times == sorted(times)
    assert times[-1] <= now
    days = Counter(timezone.localtime(moment).date() for moment in times)
    assert len(days) == 60
    weekend = [count for day, count in days.items() if day.weekday() >= 5]
    week = [count for day, count in days.items() if day.weekday() < 5]
    assert sum(weekend) / len(weekend) > 1.2 * sum(week) / len(week)
    ordered = [days[day] for day in sorted(days)]
    assert sum(ordered[30:]) > 1.3 * sum(ordered[:30])


def test_seeding_again_changes_nothing():
    seed_demo()
    before, rows = counts(), fingerprint()

    said = seed_demo()

    assert "nothing was changed" in said
    assert counts() == before
    assert fingerprint() == rows


def test_a_smaller_number_changes_nothing_either():
    seed_demo(products=20, orders=30, customers=10)
    before = counts()

    assert "nothing was changed" in seed_demo(products=10, orders=5)

    assert counts() == before


def test_nothing_on_sale_is_said_and_nothing_changed():
    seed_demo(products=4, orders=0)
    Product.objects.update(is_active=False)
    before = counts()

    with pytest.raises(CommandError, match="nothing on sale"):
        seed_demo(orders=10)

    assert counts() == before


def test_larger_numbers_add_what_is_missing():
    seed_demo(products=20, orders=30, customers=10)
    first = list(Order.objects.order_by("pk").values_list("pk", "total_amount"))

    seed_demo(products=120, orders=90, customers=40)

    assert (Product.objects.count(), Order.objects.count()) == (120, 90)
    assert Customer.objects.count() == 40
    assert ProductVariant.objects.filter(sku__startswith="LOT-0000000-").exists()
    assert list(Order.objects.order_by("pk").values_list("pk", "total_amount")[:30]) == first
    seen = Customer.objects.annotate(first=Min("orders__created_at"))
    assert not seen.filter(created_at__gt=F("first")).exists()
    call_command("check_stock", stdout=StringIO())


def test_generated_products_share_the_pictures_of_the_written_ones():
    seed_demo(products=200, orders=0)

    files = set(ProductImage.objects.values_list("image", flat=True))
    invented = Product.objects.filter(variants__sku__startswith="LOT-").distinct()
    assert invented.count() == 200 - 69
    assert len(set(invented.values_list("name", flat=True))) == 200 - 69
    assert not invented.filter(images=None).exists()
    assert files == {
        name for _s, _p, item in every_item() for name in gallery.picture_names(item).values()
    }


def test_the_same_store_comes_out_every_time():
    moment = datetime(2026, 3, 4, 15, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(moment, tick=False):
        seed_demo(products=30, orders=40, customers=15)
        first = fingerprint()
        for model in (Refund, Payment, Order, Product, Customer, Category):
            _empty(model)
        seed_demo(products=30, orders=40, customers=15)

    assert fingerprint() == first


def _empty(model) -> None:
    if model is Category:
        model.objects.exclude(parent=None).delete()
    model.objects.all().delete()


def test_a_seed_that_fails_leaves_nothing(monkeypatch):
    monkeypatch.setattr("orders.demo.history.write_ledger", _fail)

    with pytest.raises(RuntimeError):
        seed_demo()

    assert set(counts().values()) == {0}


def _fail(*_args):
    raise RuntimeError("the power went")


def test_the_store_goes_on_after_it():
    """The ids of bulk rows do not stand in the way of the next ones."""
    seed_demo(products=20, orders=30, customers=10)
    variant = ProductVariant.objects.get(sku="NRV-TEE-RED-M")
    customer = Customer.objects.create(pk=501, full_name="John Doe")
    highest = Order.objects.order_by("-pk").first().pk

    order = place_order(
        customer=customer,
        lines=[Line(variant.pk, 2, variant.price)],
        contact=Contact("John Doe", "+15551234567", "221B Baker Street, London"),
        comment="",
        source="bot",
    )

    assert order.pk > highest
    assert order.total_amount == Decimal(2980)
    call_command("check_stock", stdout=StringIO())


def test_what_a_merchant_sells_is_left_alone():
    own = Category.objects.create(name="Own", slug="own")
    for number in range(100):
        product = Product.objects.create(category=own, name="Own product")
        variant = ProductVariant.objects.create(product=product, sku=f"OWN-{number}", price=5)

    seed_demo()

    assert Product.objects.exclude(category=own).count() == 69

    variant.refresh_from_db()
    assert variant.stock_quantity == 0
    assert not variant.movements.exists()
    assert not OrderItem.objects.filter(sku__startswith="OWN").exists()


def test_the_owner_is_made_only_in_a_demo(settings):
    settings.DEMO = False
    said = seed_demo(products=4, orders=0)
    assert "createsuperuser" in said
    assert not get_user_model().objects.exists()

    settings.DEMO = True
    said = seed_demo(products=4, orders=0)

    owner = get_user_model().objects.get()
    assert (owner.username, owner.is_superuser) == ("owner", True)
    assert owner.check_password("demo-owner")
    assert "demo-owner" in said

    owner.set_password("their own")
    owner.save()
    assert "demo-owner" not in seed_demo(products=4, orders=0)
    owner.refresh_from_db()
    assert owner.check_password("their own")


@pytest.mark.parametrize(
    "options",
    [{"products": -1}, {"orders": -5}, {"customers": 10_000_001}, {"products": 0, "orders": 5}],
)
def test_numbers_that_make_no_sense_are_refused(options):
    with pytest.raises(CommandError):
        seed_demo(**options)

    assert set(counts().values()) == {0}
