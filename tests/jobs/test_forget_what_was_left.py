"""Carts, half answers and files of pictures that were left behind do not stay for ever."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from botapp.models import Session
from botapp.tasks import forget_answers
from catalog.models import LeftPicture, Product, ProductImage
from catalog.services.forget_pictures import forget_pictures
from catalog.tasks import forget_left_pictures
from orders.models import Cart, CartItem
from orders.services.forget_carts import forget_carts
from orders.services.update_cart import add_to_cart, view_cart
from orders.tasks import forget_old_carts
from shop.schedule import MORE
from tests.factories import fill_cart, make_customer, make_product, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FileSystemStorage:
    own = FileSystemStorage(tmp_path, "/media/")
    monkeypatch.setattr(default_storage, "_wrapped", own)
    return own


def after(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


# --- Carts


def test_a_cart_left_for_half_a_year_is_emptied_and_its_old_button_confirms_nothing() -> None:
    left, kept, variant = make_customer(1), make_customer(2), make_variant()
    fill_cart(left, {variant: 2})
    shown = view_cart(customer=left).version
    with after(179):
        assert forget_old_carts() == 0
        fill_cart(kept, {variant: 1})
    with after(181):
        assert forget_old_carts() == 1
    assert list(CartItem.objects.values_list("cart", flat=True)) == [kept.pk]
    cart = view_cart(customer=left)
    assert (cart.lines, cart.version) == ([], shown + 1)
    assert Cart.objects.count() == 2


def test_a_cart_emptied_once_is_not_looked_at_again_and_can_be_filled_anew() -> None:
    customer, variant = make_customer(1), make_variant()
    fill_cart(customer, {variant: 2})
    with after(181):
        assert (forget_carts(), forget_carts()) == (1, 0)
        add_to_cart(customer=customer, variant=variant)
        assert forget_carts() == 0
    assert [line.item.quantity for line in view_cart(customer=customer).lines] == [1]


def test_many_carts_are_emptied_in_few_statements() -> None:
    variant = make_variant()
    for number in range(1, 8):
        fill_cart(make_customer(number), {variant: 1})
    with after(181), CaptureQueriesContext(connection) as asked:
        assert forget_carts(limit=5) == 5
    assert len(asked) <= 6
    assert CartItem.objects.count() == 2


# --- Answers


def test_answers_begun_and_left_for_a_month_are_forgotten() -> None:
    answers = {"full_name": "John Doe", "phone": "+15551234567"}
    for number in (1, 2):
        Session.objects.create(customer=make_customer(number), step="address", data=answers)
    with after(29):
        assert forget_answers() == 0
        Session.objects.get(pk=2).save()
    with after(31):
        assert (forget_answers(), forget_answers()) == (1, 0)
    left, kept = Session.objects.get(pk=1), Session.objects.get(pk=2)
    assert (left.step, left.data, left.route) == ("", {}, "")
    assert (kept.step, kept.data) == ("address", answers)
    assert timezone.now() - left.updated_at < timedelta(minutes=1)  # when they were last seen


# --- Pictures


def picture(product: Product, name: str) -> ProductImage:
    for file in (name, f"{name}-small"):
        default_storage.save(f"products/{file}.jpg", ContentFile(b"..."))
    return ProductImage.objects.create(
        product=product, image=f"products/{name}.jpg", thumbnail=f"products/{name}-small.jpg"
    )


def files() -> list[str]:
    return sorted(default_storage.listdir("products")[1])


def test_files_that_nobody_shows_for_a_month_are_deleted(storage: FileSystemStorage) -> None:
    product = make_product()
    picture(product, "kept")
    left, back = picture(product, "left"), picture(product, "back")
    left.delete()
    back.delete()
    assert forget_left_pictures() == ""
    with after(29):
        forget_left_pictures()
        assert len(files()) == 6
        ProductImage.objects.create(product=product, image="products/back.jpg")  # imported again
    with after(31):
        forget_left_pictures()
    assert files() == ["back.jpg", "kept-small.jpg", "kept.jpg"]
    assert not LeftPicture.objects.exists()


def test_a_file_taken_off_again_has_its_month_again(storage: FileSystemStorage) -> None:
    product = make_product()
    picture(product, "once").delete()
    forget_left_pictures()
    with after(20):
        back = ProductImage.objects.create(product=product, image="products/once.jpg")
        forget_left_pictures()
        back.delete()
        forget_left_pictures()
    with after(40):
        forget_left_pictures()
    assert files() == ["once.jpg"]


def test_it_goes_on_where_its_time_was_over(
    storage: FileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, str]] = []
    monkeypatch.setattr(
        forget_left_pictures, "apply_async", lambda kwargs, queue: asked.append(kwargs)
    )
    monkeypatch.setattr("catalog.services.forget_pictures._WINDOW", 2)
    for name in ("a", "b"):
        picture(make_product(), name).delete()
    seen = iter([0.0, 1.0, 99.0])
    monkeypatch.setattr("catalog.services.forget_pictures.time.monotonic", lambda: next(seen))
    assert forget_left_pictures() == MORE
    assert asked == [{"cursor": "products/a.jpg"}]
    monkeypatch.undo()
    monkeypatch.setattr(default_storage, "_wrapped", storage)
    assert forget_left_pictures(**asked[0]) == ""
    assert LeftPicture.objects.count() == 4


def test_without_any_picture_there_is_nothing_to_do(storage: FileSystemStorage) -> None:
    assert forget_pictures() is None
