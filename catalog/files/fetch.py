"""Pictures that files name by an address: fetched by a worker, from the public internet alone."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from datetime import timedelta
from urllib.parse import SplitResult, urljoin, urlsplit

import structlog
from django.db import transaction
from django.utils import timezone

from catalog.cache import catalogue_changed
from catalog.models import PictureDownload, ProductImage
from catalog.services.save_images import store_picture
from catalog.services.tidy_picture import MOST_BYTES, PictureError, TidyPicture, tidy_picture
from shop.addresses import is_public

log = structlog.get_logger(__name__)

_TIMEOUT = 10.0
_WHOLE_TIMEOUT = 30.0
_REDIRECTS = 3
_ATTEMPTS = 4
_LEASE = timedelta(minutes=2)

Status = PictureDownload.Status


class FetchError(Exception):
    """A picture that was not had; `permanent` says that trying again is useless."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


def fetch_due(*, seconds: float) -> bool:
    """Fetch what is due for about `seconds`; whether there may be more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        download = _take()
        if download is None:
            return False
        try:
            picture = tidy_picture(fetch(download.url))
        except FetchError as failure:
            _postpone(download, failure)
        except PictureError as refusal:
            _postpone(download, FetchError(str(refusal), permanent=True))
        else:
            _keep(download, picture)
    return True


def fetch(url: str) -> bytes:
    """What is at `url`. Raises FetchError, also for addresses that are not public."""
    until = time.monotonic() + _WHOLE_TIMEOUT
    for _hop in range(_REDIRECTS + 1):
        content, url = _request(urlsplit(url), until)
        if content is not None:
            return content
    raise FetchError("too many redirects", permanent=True)


# --- The request


def _request(url: SplitResult, until: float) -> tuple[bytes | None, str]:
    """The content, or None and where to look instead."""
    if url.scheme not in ("http", "https") or not url.hostname:
        raise FetchError("not an address of the web", permanent=True)
    try:
        port = url.port or (443 if url.scheme == "https" else 80)
    except ValueError as wrong:
        raise FetchError("no such port", permanent=True) from wrong
    connection = _connect(url.scheme, url.hostname, port)
    try:
        target = url._replace(scheme="", netloc="", fragment="").geturl() or "/"
        target = target.encode("ascii", "ignore").decode().replace(" ", "%20")
        connection.request(
            "GET", target, headers={"User-Agent": "store-import", "Accept": "image/*"}
        )
        answer = connection.getresponse()
        if answer.status in (301, 302, 303, 307, 308):
            return None, urljoin(url.geturl(), answer.getheader("Location", ""))
        if answer.status != 200:
            later = answer.status >= 500 or answer.status in (408, 429)
            raise FetchError(f"answered {answer.status}", permanent=not later)
        return _read(answer, until), ""
    except (OSError, http.client.HTTPException, ValueError) as failure:
        raise FetchError(type(failure).__name__, permanent=False) from failure
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    content = bytearray()
    while piece := answer.read(64 * 1024):
        content += piece
        if len(content) > MOST_BYTES:
            raise FetchError("too large", permanent=True)
        if time.monotonic() > until:
            raise FetchError("too slow", permanent=False)
    return bytes(content)


def _connect(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    """A connection to an address that was looked at: what the name means later is no matter."""
    address = _public_address(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT)
    try:
        plain = socket.create_connection((address, port), _TIMEOUT)
        if scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(plain, server_hostname=host)
        else:
            connection.sock = plain
    except OSError as failure:
        raise FetchError(type(failure).__name__, permanent=False) from failure
    return connection


def _public_address(host: str, port: int) -> str:
    """Where `host` is, when all that its name means is public."""
    try:
        found = {
            str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        }
    except (OSError, UnicodeError) as failure:
        raise FetchError("no such host", permanent=False) from failure
    for address in found:
        if not is_public(address):
            raise FetchError("not a public address", permanent=True)
    return sorted(found, key=lambda address: ":" in address)[0]


# --- The queue


@transaction.atomic
def _take() -> PictureDownload | None:
    due = PictureDownload.objects.select_for_update(skip_locked=True).filter(
        status=Status.WAITING, due_at__lte=timezone.now()
    )
    download = due.order_by("due_at").first()
    if download is not None:
        download.attempts += 1
        download.due_at = timezone.now() + _LEASE
        download.save(update_fields=["attempts", "due_at"])
    return download


def _postpone(download: PictureDownload, failure: FetchError) -> None:
    download.error = str(failure)[:200]
    if failure.permanent or download.attempts >= _ATTEMPTS:
        download.status = Status.FAILED
    else:
        download.due_at = timezone.now() + timedelta(minutes=2**download.attempts)
    mine = PictureDownload.objects.filter(pk=download.pk, status=Status.WAITING)
    mine.update(error=download.error, status=download.status, due_at=download.due_at)
    log.info("import.picture_failed", download=download.pk, error=download.error)


def _keep(download: PictureDownload, picture: TidyPicture) -> None:
    stored = store_picture(picture)
    image = ProductImage(
        product_id=download.product_id,
        image=stored.image,
        thumbnail=stored.thumbnail,
        sort_order=download.sort_order,
    )
    with transaction.atomic():
        waiting = PictureDownload.objects.select_for_update().filter(
            pk=download.pk, status=Status.WAITING
        )
        if not waiting.exists():
            image.image.delete(save=False)
            image.thumbnail.delete(save=False)
            return
        image.save()
        waiting.update(status=Status.DONE, image=image, error="")
        catalogue_changed(download.product_id)
