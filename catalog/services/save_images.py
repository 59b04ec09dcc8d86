"""A product's pictures: kept, added, put in order, taken away."""

from __future__ import annotations

import io
import secrets
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from PIL import Image, UnidentifiedImageError

from catalog.cache import catalogue_changed
from catalog.models import Product, ProductImage
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional

_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
_MOST_PIXELS = 50_000_000


@dataclass(frozen=True)
class NewImage:
    """A picture that was checked, with the ending that its kind has."""

    content: bytes
    suffix: str


def read_image(content: bytes) -> NewImage | None:
    """The picture that `content` is: JPEG, PNG, WebP or GIF of bearable size; else None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(_SUFFIXES)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return None
                suffix = _SUFFIXES[image.format or ""]
                image.verify()
    except (
        UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ):  # fmt: skip
        return None
    return NewImage(content, suffix)


@transactional
def save_images(*, product: Product, images: Sequence[int | NewImage]) -> None:
    """Make the product have `images`, in this order: ids of its own that stay, and new ones.

    Raises StoreError(NOT_FOUND) for an id that is not one of its pictures.
    """
    own = {image.pk: image for image in product.images.all()}
    kept = [image for image in images if isinstance(image, int)]
    for pk in kept:
        if pk not in own:
            raise StoreError(ErrorCode.NOT_FOUND, image_id=pk)
    product.images.exclude(pk__in=kept).delete()
    for place, image in enumerate(images):
        if isinstance(image, int):
            own[image].sort_order = place
            own[image].save(update_fields=["sort_order"])
        else:
            name = f"{product.pk}-{secrets.token_hex(8)}.{image.suffix}"
            row = ProductImage(product=product, sort_order=place)
            row.image.save(name, ContentFile(image.content))
    catalogue_changed(product.pk)
