"""Pictures of a file: our own by name, others fetched later, and never from inside."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalog.files import fetch
from catalog.models import PictureDownload, ProductImage
from catalog.services.import_products import undo_import
from tests.factories import make_variant
from tests.files.steps import changes, counts, errors, imported, upload_rows, worked

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", mode: str = "RGBA", size: tuple[int, int] = (3000, 10)) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "red").save(written, kind)
    return written.getvalue()


class _Pictures(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/secret")
            self.end_headers()
            return
        content = {"/a.png": picture(), "/b.txt": b"no picture", "/huge": bytes(2000)}.get(
            self.path
        )
        self.send_response(200 if content else 404)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that counts as public, while every other local address stays private."""
    server = HTTPServer(("127.0.0.1", 0), _Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port, guarded = server.server_port, fetch._public_address
    monkeypatch.setattr(
        fetch,
        "_public_address",
        lambda host, to: "127.0.0.1" if to == port else guarded(host, to),
    )
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


def test_our_own_pictures_are_set_in_order_and_undone() -> None:
    product = make_variant(sku="A").product
    names = [default_storage.save(f"products/own{n}.jpg", ContentFile(b"x")) for n in range(3)]
    ProductImage.objects.create(product=product, image=names[0])

    run = imported([["sku", "image_url"], ["A", f"/media/{names[2]} {names[1]}"]])
    after = list(product.images.values_list("image", flat=True))
    undo_import(run=run)
    worked(run)

    assert after == [names[2], names[1]]
    assert list(product.images.values_list("image", flat=True)) == [names[0]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("products/none.jpg", "picture_missing"),
        ("../../etc/passwd", "picture_address"),
        ("file:///etc/passwd", "picture_address"),
        ("/etc/passwd", "picture_address"),
    ],
)
def test_what_is_no_picture_is_an_error_of_its_row(text: str, code: str) -> None:
    make_variant(sku="A")

    assert errors(upload_rows([["sku", "image_url"], ["A", text]])) == {2: [("image_url", code)]}


def test_addresses_are_fetched_by_a_worker_after_the_import(address: str) -> None:
    product = make_variant(sku="A").product
    table = [["sku", "image_url"], ["A", f"{address}/a.png {address}/b.txt"]]
    imported(table)
    assert not product.images.exists()

    assert fetch.fetch_due(seconds=20) is False

    image = product.images.get()
    with Image.open(image.image) as kept:
        assert (kept.format, kept.size, kept.mode) == ("JPEG", (2000, 7), "RGB")
    states = dict(PictureDownload.objects.values_list("url", "status"))
    assert states == {f"{address}/a.png": "done", f"{address}/b.txt": "failed"}
    again = upload_rows([["sku", "image_url"], ["A", f"{address}/a.png"]])
    assert counts(again) == (0, 0, 1, 0)


def test_a_picture_of_another_place_is_in_the_preview() -> None:
    make_variant(sku="A")

    run = upload_rows([["sku", "image_url"], ["A", "https://cdn.example/a.png"]])

    assert changes(run) == {"A": {"image_url": ("", "https://cdn.example/a.png")}}
    assert not PictureDownload.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/a.png", "http://[::1]/a.png", "http://localhost:6379/", "ftp://127.0.0.1/a"],
)
def test_addresses_inside_are_never_asked(url: str) -> None:
    with pytest.raises(fetch.FetchError) as refused:
        fetch.fetch(url)

    assert refused.value.permanent


def test_a_redirect_inside_is_not_followed(address: str) -> None:
    with pytest.raises(fetch.FetchError, match="not a public address"):
        fetch.fetch(f"{address}/inside")


def test_too_large_an_answer_is_dropped(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST_BYTES", 1000)

    with pytest.raises(fetch.FetchError, match="too large"):
        fetch.fetch(f"{address}/huge")


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("8.8.8.8", True), ("2a00:1450:4010::1", True), ("10.0.0.1", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),
        ("224.0.0.1", False), ("::ffff:127.0.0.1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("2002:7f00:1::", False), ("64:ff9b::7f00:1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(ip: str, public: bool) -> None:
    assert fetch.is_public(ip) is public
