"""Files of pictures that no product shows any more leave the storage, a month later.

A month, since exported files of the catalogue name them: whoever imports one again within it gets
its pictures back.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from catalog.models import LeftPicture, ProductImage
from catalog.services.save_images import FOLDER

KEPT = timedelta(days=30)
_WINDOW = 500


def forget_pictures(*, after: str = "", seconds: float = 20.0) -> str | None:
    """Note which files are shown by nobody, delete those noted a month ago.

    Goes through the names in order, from behind `after` on, for about `seconds`; the name to go on
    after, or None when it has seen them all.
    """
    until = time.monotonic() + seconds
    ahead = sorted(name for name in _names() if name > after)
    for start in range(0, len(ahead), _WINDOW):
        names = ahead[start : start + _WINDOW]
        if time.monotonic() > until:
            return after
        _look_at(names)
        after = names[-1]
    return None


def _names() -> Iterable[str]:
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{FOLDER}/{name}"


def _look_at(names: Collection[str]) -> None:
    now = timezone.now()
    left = set(names) - _shown(names)
    LeftPicture.objects.filter(name__in=set(names) - left).delete()
    LeftPicture.objects.bulk_create(
        [LeftPicture(name=name, since=now) for name in sorted(left)], ignore_conflicts=True
    )
    old = LeftPicture.objects.filter(name__in=left, since__lt=now - KEPT)
    for picture in old.order_by("name"):
        if not _shown([picture.name]):  # somebody may have imported it meanwhile
            default_storage.delete(picture.name)
        picture.delete()


def _shown(names: Collection[str]) -> set[str]:
    """Those of `names` that a product shows, in either size."""
    images = ProductImage.objects.filter(image__in=names).values_list("image", flat=True)
    small = ProductImage.objects.filter(thumbnail__in=names).values_list("thumbnail", flat=True)
    return {*images, *small}
