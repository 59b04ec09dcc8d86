"""What a demo lets one try besides goods in a parcel: Stars, promo codes, a balance, digital goods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from catalog.cache import catalogue_changed
from catalog.models import Category, ProductVariant
from orders.demo.catalogue.model import Item, Picture, Shelf, Text
from orders.demo.gallery import make_pictures, picture_names
from orders.demo.people import FIRST_ID, STAFF
from orders.demo.rhythm import opening
from orders.demo.shelves import Entry, words, write_products
from orders.models import PromoCode, WalletEntry
from orders.services.move_wallet import move_wallet
from orders.services.upload_codes import set_digital_text, upload_codes
from shop.audit import unrecorded
from shop.crypto import can_keep_secrets
from shop.models import Customer, Event, StoreSettings

STAR_RATE = Decimal("1.8")
REFERRAL_PERCENT = Decimal(5)
GIFT = Decimal(1500)
_CODES = 40

_AUDIO = Item(
    "DG-AUDIO",
    Text("Аудиокнига «Маяк на краю карты»", "The Lighthouse, an Audiobook"),
    Text(
        "Роман о северном маяке голосом автора, с шумом настоящего прибоя. Ключ для прослушивания "
        "приходит в чат сразу после оплаты.\n\n11 часов, MP3.",
        "The novel of the northern lighthouse in the author's own voice, with a real surf behind it. "
        "The key comes into the chat as soon as it is paid.\n\n11 hours, MP3.",
    ),
    390,
    Picture("book", "waves", 1, "#20607a"),
    was=490,
)
_MENU = Item(
    "DG-MENU",
    Text("Недельное меню «Ужин за двадцать минут»", "Dinner in Twenty Minutes, a Week's Menu"),
    Text(
        "Семь ужинов, один список покупок и план на воскресенье. Ссылка на файл приходит в чат сразу "
        "после оплаты.\n\nPDF, 24 страницы.",
        "Seven dinners, one shopping list and a plan for Sunday. The link to the file comes into the "
        "chat as soon as it is paid.\n\nPDF, 24 pages.",
    ),
    190,
    Picture("book", "petals", 0, "#3b7a57"),
)
_LINK = "https://example.com/files/dinner-in-twenty-minutes.pdf"
_SHELF = Shelf(
    "digital-books",
    Text("Электронные книги", "Digital Books"),
    Text("Электронная книга", "Digital Book"),
    (_AUDIO, _MENU),
)


def open_extras(now: datetime) -> None:
    """Put them into a demo store that has none yet; digital goods only where secrets can be kept."""
    if PromoCode.objects.exists():
        return
    make_pictures(_SHELF.items)
    with transaction.atomic(), unrecorded(), _untold():
        _let_pay_in_stars()
        _write_promo_codes()
        _give_a_balance()
        if can_keep_secrets():
            _sell_digital_goods(now)
            catalogue_changed()


@contextmanager
def _untold() -> Iterator[None]:
    """Nobody is told of what a demo begins with."""
    newest: int = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    yield
    Event.objects.filter(pk__gt=newest).delete()


def _let_pay_in_stars() -> None:
    store = StoreSettings.current()
    store.star_rate = STAR_RATE
    store.referral_percent = REFERRAL_PERCENT
    store.save()


def _write_promo_codes() -> None:
    kind = PromoCode.Kind
    books = Category.objects.filter(slug="books").first()
    PromoCode(code="HELLO10", kind=kind.PERCENT, value=Decimal(10), note="Скидка всем").save()
    PromoCode(
        code="FIRST500",
        kind=kind.FIXED,
        value=Decimal(500),
        minimum_sum=Decimal(3000),
        first_order_only=True,
        note="Первый заказ от 3000",
    ).save()
    PromoCode(
        code="BOOKS20", kind=kind.PERCENT, value=Decimal(20), category=books, note="Неделя книг"
    ).save()


def _give_a_balance() -> None:
    anna = Customer.objects.filter(pk=FIRST_ID).first()
    if anna is not None:
        move_wallet(
            customer=anna,
            currency=StoreSettings.current().currency,
            amount=GIFT,
            kind=WalletEntry.Kind.CORRECTION,
            reference="demo:gift",
            actor=STAFF,
            reason="Подарок постоянному покупателю",
        )


def _sell_digital_goods(now: datetime) -> None:
    shelf = Category(
        slug=_SHELF.slug, parent=Category.objects.filter(slug="books").first(), sort_order=9
    )
    words(shelf, name=_SHELF.name)
    shelf.save()
    entries = [
        Entry(item, shelf.pk, place, picture_names(item)) for place, item in enumerate(_SHELF.items)
    ]
    write_products(entries, opening(now))
    audio = ProductVariant.objects.get(sku=_AUDIO.sku)
    keys = [f"MAYAK-{number * 7919 % 9000 + 1000}-{number:04d}" for number in range(1, _CODES + 1)]
    upload_codes(variant=audio, codes=keys, actor=STAFF)
    menu = ProductVariant.objects.get(sku=_MENU.sku)
    set_digital_text(variant=menu, text=_LINK, actor=STAFF)
