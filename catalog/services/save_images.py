"""A product's pictures: kept, added, put in order, taken away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.cache import catalogue_changed
from catalog.models import OptionValue, Product, ProductImage
from catalog.services.tidy_picture import TidyPicture
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional

FOLDER = "products"


@dataclass(frozen=True)
class StoredPicture:
    """The names under which the storage has a picture and its thumbnail."""

    image: str
    thumbnail: str


@dataclass(frozen=True)
class Placed:
    """A picture, its own or a new one, that shows the variants of an option value, or all."""

    picture: int | StoredPicture
    option_value: OptionValue | None = None


def store_picture(picture: TidyPicture, *, folder: str = FOLDER, name: str = "") -> StoredPicture:
    """Write the picture and its thumbnail into the storage; `name` without its ending."""
    name = name or secrets.token_hex(12)
    image = default_storage.save(f"{folder}/{name}.jpg", ContentFile(picture.content))
    thumbnail = default_storage.save(f"{folder}/{name}-small.jpg", ContentFile(picture.thumbnail))
    return StoredPicture(image, thumbnail)


@transactional
def save_images(*, product: Product, images: Sequence[int | TidyPicture]) -> None:
    """Make the product have `images`, in this order: ids of its own that stay, and new ones.

    Raises StoreError(NOT_FOUND) for an id that is not one of its pictures.
    """
    own = {image.pk: image for image in product.images.select_related("option_value")}
    _refuse_foreign(own, [image for image in images if isinstance(image, int)])
    placed = [
        Placed(image, own[image].option_value)
        if isinstance(image, int)
        else Placed(store_picture(image))
        for image in images
    ]
    place_images(product=product, images=placed)


@transactional
def place_images(*, product: Product, images: Sequence[Placed]) -> None:
    """Make the product have `images`, in this order, each with what it shows.

    Files stay in the storage when a picture goes: copies and import files name them too.
    Raises StoreError(NOT_FOUND) for an id that is not one of its pictures.
    """
    own = {image.pk: image for image in product.images.all()}
    kept = [placed.picture for placed in images if isinstance(placed.picture, int)]
    _refuse_foreign(own, kept)
    if len(kept) < len(own):
        product.images.exclude(pk__in=kept).delete()
    new = []
    for place, placed in enumerate(images):
        if isinstance(placed.picture, int):
            row = own[placed.picture]
        else:
            names = placed.picture
            row = ProductImage(product=product, image=names.image, thumbnail=names.thumbnail)
            new.append(row)
        row.sort_order, row.option_value = place, placed.option_value
    ProductImage.objects.bulk_update([own[pk] for pk in kept], ["sort_order", "option_value"])
    ProductImage.objects.bulk_create(new)
    catalogue_changed(product.pk)


def _refuse_foreign(own: dict[int, ProductImage], named: Sequence[int]) -> None:
    for pk in named:
        if pk not in own:
            raise StoreError(ErrorCode.NOT_FOUND, image_id=pk)
