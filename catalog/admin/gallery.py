"""The pictures on a product's page: uploaded one by one, placed when the page is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from catalog.models import OptionValue, Product, ProductImage
from catalog.services.save_images import Placed, StoredPicture
from catalog.services.tidy_picture import MOST_BYTES, MOST_PIXELS, PictureFault
from catalog.services.uploads import KEPT_FOR

MOST_PICTURES = 20
_SALT = "catalog.upload"


def gallery_now(product: Product | None) -> list[dict[str, Any]]:
    """The product's pictures as the page shows them and sends them back."""
    if product is None or product.pk is None:
        return []
    return [_shown(image) for image in product.images.select_related("option_value__option_type")]


def _shown(image: ProductImage) -> dict[str, Any]:
    value = image.option_value
    return {
        "id": image.pk,
        "url": image.small.url,
        "shows": [value.option_type.name, value.value] if value else None,
    }


def uploaded(picture: StoredPicture) -> dict[str, Any]:
    """A picture that waits for its page to be saved, named so that nobody can name another file."""
    token = signing.dumps([picture.image, picture.thumbnail], salt=_SALT)
    return {"token": token, "url": default_storage.url(picture.thumbnail), "shows": None}


class GalleryError(ValueError):
    """It is not what the page sends."""


def read_gallery(text: str) -> list[dict[str, Any]]:
    """What the page sent: ids and tokens in order, each with what it shows.

    Raises GalleryError, also for a token that is not ours or too old.
    """
    try:
        sent = json.loads(text)
        if len(sent) > MOST_PICTURES:
            raise GalleryError
        return [_read(picture) for picture in sent]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
        raise GalleryError from failure
    except signing.BadSignature as forged:
        raise GalleryError from forged


def _read(sent: Mapping[str, Any]) -> dict[str, Any]:
    shows = tuple(map(str, sent["shows"])) if sent.get("shows") else None
    if "token" in sent:
        image, thumbnail = signing.loads(sent["token"], salt=_SALT, max_age=KEPT_FOR)
        return {"picture": StoredPicture(image, thumbnail), "shows": shows}
    if not isinstance(sent["id"], int):
        raise GalleryError
    return {"picture": sent["id"], "shows": shows}


def placed(product: Product, pictures: Sequence[Mapping[str, Any]]) -> list[Placed]:
    """The pictures with the option values that they show; one that is gone shows the product."""
    values = {
        (value.option_type.name, value.value): value
        for value in OptionValue.objects.filter(option_type__product=product).select_related(
            "option_type"
        )
    }
    own = set(product.images.values_list("pk", flat=True))
    return [
        Placed(one["picture"], values.get(one["shows"]) if one["shows"] else None)
        for one in pictures
        if not isinstance(one["picture"], int) or one["picture"] in own
    ]


def refusal_text(fault: PictureFault) -> str:
    """Why a picture was not taken."""
    if fault == PictureFault.TOO_LARGE:
        return _("Larger than %(n)d MB.") % {"n": MOST_BYTES // 2**20}
    if fault == PictureFault.TOO_MANY_PIXELS:
        return _("More than %(n)d megapixels.") % {"n": MOST_PIXELS // 10**6}
    return _("Not a picture that can be shown: JPEG, PNG, WebP and GIF can.")
