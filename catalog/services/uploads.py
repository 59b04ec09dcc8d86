"""Pictures that were uploaded to a page which is not saved yet."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from catalog.services.save_images import FOLDER, StoredPicture, store_picture
from catalog.services.tidy_picture import TidyPicture

UPLOADS = "uploads"
KEPT_FOR = timedelta(days=1)


def keep_upload(picture: TidyPicture) -> StoredPicture:
    """Store the picture until its page is saved, for a day at most."""
    return store_picture(picture, folder=UPLOADS)


def take_upload(upload: StoredPicture) -> StoredPicture | None:
    """Put an upload among the products' pictures; None when it was thrown away already."""
    try:
        return StoredPicture(_moved(upload.image), _moved(upload.thumbnail))
    except FileNotFoundError:
        return None


def forget_uploads() -> int:
    """Delete the uploads whose page was never saved; how many files there were."""
    try:
        _folders, names = default_storage.listdir(UPLOADS)
    except FileNotFoundError:
        return 0
    old = timezone.now() - 2 * KEPT_FOR
    gone = 0
    for name in names:
        path = f"{UPLOADS}/{name}"
        if default_storage.get_modified_time(path) < old:
            default_storage.delete(path)
            gone += 1
    return gone


def _moved(name: str) -> str:
    """A copy under the products' folder: the upload stays for a page that is sent twice."""
    with default_storage.open(name) as file:
        content = ContentFile(file.read())
    return default_storage.save(name.replace(f"{UPLOADS}/", f"{FOLDER}/", 1), content)
