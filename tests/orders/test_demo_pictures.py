"""The pictures of the demo store: real, each its own, the same every time."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageStat

from orders.demo import gallery
from orders.demo.catalogue import every_item
from orders.demo.pictures import Order, draw

ITEMS = {item.sku: item for _shelf, _place, item in every_item()}
ONE_OF_EACH_KIND = {item.picture.kind: item for item in ITEMS.values()}


def picture_of(sku: str, colour: str) -> bytes:
    return draw(Order(sku, ITEMS[sku].picture, colour))


@pytest.mark.parametrize("kind", sorted(ONE_OF_EACH_KIND))
def test_every_kind_is_drawn_as_a_jpeg_of_800_pixels(kind):
    item = ONE_OF_EACH_KIND[kind]

    picture = draw(Order(item.sku, item.picture, "#3e7450"))

    image = Image.open(BytesIO(picture))
    assert (image.format, image.size, image.mode) == ("JPEG", (800, 800), "RGB")
    assert 15_000 < len(picture) < 120_000
    assert max(ImageStat.Stat(image).stddev) > 12  # something stands out from its ground


def test_the_product_has_the_colour_asked_for():
    image = Image.open(BytesIO(picture_of("NRV-TEE", "#c23a34")))

    red, green, blue = image.getpixel((400, 450))

    assert red > 150
    assert green < 90
    assert blue < 90


def test_a_picture_is_the_same_every_time():
    assert picture_of("NRV-CAP", "#25355a") == picture_of("NRV-CAP", "#25355a")


def test_two_products_of_a_kind_look_different():
    one = Image.open(BytesIO(draw(Order("A", ITEMS["GLN-DOT"].picture, "#f1f1ee"))))
    other = Image.open(BytesIO(draw(Order("B", ITEMS["GLN-ZIG"].picture, "#f1f1ee"))))

    assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) > 3


def test_files_are_made_once_and_a_half_written_one_again(monkeypatch):
    drawn = []
    monkeypatch.setattr(gallery, "draw", lambda order: drawn.append(order) or b"new\xff\xd9")
    item = ITEMS["NRV-BNE"]
    names = gallery.picture_names(item)
    for name in names.values():
        default_storage.delete(name)
    default_storage.save(names["GREY"], ContentFile(b"half of a pict"))

    assert gallery.make_pictures([item]) == 3
    assert gallery.make_pictures([item]) == 0

    assert names == {
        "YELLOW": "products/demo-nrv-bne-yellow.jpg",
        "GREY": "products/demo-nrv-bne-grey.jpg",
        "WINE": "products/demo-nrv-bne-wine.jpg",
    }
    assert [order.colour for order in drawn] == ["#e6b534", "#9097a1", "#742c3b"]
    with default_storage.open(names["GREY"]) as file:
        assert file.read() == b"new\xff\xd9"
    for name in names.values():
        default_storage.delete(name)


def test_every_picture_of_the_catalogue_has_a_file_of_its_own():
    names = [name for item in ITEMS.values() for name in gallery.picture_names(item).values()]

    assert len(names) == len(set(names)) > 150
