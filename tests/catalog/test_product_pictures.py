"""A manager uploads a product's pictures, puts them in order and says what they show."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalog.models import Product
from catalog.services import tidy_picture as tidy
from catalog.services import uploads
from catalog.services.tidy_picture import PictureError, PictureFault, tidy_picture
from tests.catalog.editor import errors_of, row, save, state_of
from tests.factories import make_category, make_product, make_shirt
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

UPLOAD = "admin:catalog_product_upload"


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What earlier tests stored is not there."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(tmp_path, "/media/"))


@pytest.fixture
def staff() -> Client:
    return staff_client("Manager")


def drawn(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", "red")).save(
        out, kind, **options
    )
    return out.getvalue()


def upload(client: Client, content: bytes, name: str = "photo.jpg") -> Any:
    return client.post(reverse(UPLOAD), {"picture": SimpleUploadedFile(name, content)})


def opened(name: str | None) -> Image.Image:
    with default_storage.open(name or "") as file:
        return Image.open(io.BytesIO(file.read()))


PICTURE = drawn()


# --- What is taken


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_known_by_what_is_in_it_and_drawn_anew(kind: str) -> None:
    found = Image.open(io.BytesIO(tidy_picture(drawn(kind, (3000, 1000))).content))
    assert (found.format, found.size) == ("JPEG", (2000, 667))


def test_the_thumbnail_is_small() -> None:
    small = Image.open(io.BytesIO(tidy_picture(drawn(size=(3000, 1000))).thumbnail))
    assert small.size == (320, 107)


def test_it_is_turned_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x9286] = "a secret"
    found = Image.open(io.BytesIO(tidy_picture(drawn(exif=exif, comment=b"another")).content))
    assert found.size == (20, 40)
    assert not found.getexif()
    assert b"secret" not in tidy_picture(drawn(exif=exif)).content
    assert "comment" not in found.info


def test_holes_become_white() -> None:
    holed = drawn("PNG", mode="RGBA", colour=(0, 0, 0, 0))
    found = Image.open(io.BytesIO(tidy_picture(holed).content))
    assert found.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", PictureFault.NOT_A_PICTURE),
        (b"<svg onload=alert(1)>", PictureFault.NOT_A_PICTURE),
        (drawn("BMP"), PictureFault.NOT_A_PICTURE),
        (drawn(size=(400, 400))[:300], PictureFault.NOT_A_PICTURE),
    ],
)
def test_what_is_no_bearable_picture_is_refused(content: bytes, fault: PictureFault) -> None:
    with pytest.raises(PictureError) as refused:
        tidy_picture(content)
    assert refused.value.fault == fault


@pytest.mark.parametrize("limit", [(tidy, "MOST_PIXELS", 799), (Image, "MAX_IMAGE_PIXELS", 300)])
def test_too_many_pixels_are_refused_before_any_is_unpacked(
    limit: tuple[Any, str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*limit)
    monkeypatch.setattr(Image.Image, "load", lambda _image: pytest.fail("unpacked"))
    with pytest.raises(PictureError) as refused:
        tidy_picture(PICTURE)
    assert refused.value.fault == PictureFault.TOO_MANY_PIXELS


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = drawn()
    monkeypatch.setattr(tidy, "MOST_BYTES", len(content) - 1)
    with pytest.raises(PictureError) as refused:
        tidy_picture(content)
    assert refused.value.fault == PictureFault.TOO_LARGE


# --- Uploading


def test_uploaded_pictures_become_the_products_when_its_page_is_saved(staff: Client) -> None:
    first, second = (upload(staff, drawn(colour=colour)).json() for colour in ("red", "blue"))

    save(
        staff,
        name="Mug",
        category=make_category().pk,
        options={"Colour": ["Red"]},
        rows=[row("Red")],
        gallery=[{**second, "shows": ["Colour", "Red"]}, first],
    )

    images = list(Product.objects.get().images.all())
    red, plain = images
    assert [image.sort_order for image in images] == [0, 1]
    assert red.option_value.value == "Red"
    assert plain.option_value is None
    assert all(image.image.name.startswith("products/") for image in images)
    assert opened(red.thumbnail.name).size == (40, 20)
    pixel = opened(red.image.name).getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[2] > 200


def test_order_changes_and_one_goes(staff: Client) -> None:
    product = make_product()
    new = [upload(staff, drawn()).json() for _ in range(3)]
    save(staff, product, gallery=new)
    one, two, three = state_of(staff, product.pk)["gallery"]

    save(staff, product, gallery=[three, one])

    assert list(product.images.values_list("pk", flat=True)) == [three["id"], one["id"]]
    assert two["id"] not in product.images.values_list("pk", flat=True)


def test_a_page_without_its_scripts_leaves_the_pictures_alone(staff: Client) -> None:
    product = make_product()
    save(staff, product, gallery=[upload(staff, drawn()).json()])
    save(staff, product, name="Other")
    assert product.images.count() == 1


def test_a_refused_page_keeps_what_was_uploaded(staff: Client) -> None:
    picture = upload(staff, drawn()).json()
    refused = save(
        staff, name="Mug", category=make_category().pk,
        options={}, rows=[row(price="x")], gallery=[picture],
    )  # fmt: skip
    assert refused.context["editor"]["state"]["sentGallery"] == [picture]
    again = save(
        staff, name="Mug", category=make_category().pk,
        options={}, rows=[row()], gallery=[picture],
    )  # fmt: skip
    assert again.status_code == 302
    assert Product.objects.get().images.count() == 1


def test_a_refusal_says_why_and_stores_nothing(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = upload(staff, b"no picture")
    monkeypatch.setattr(tidy, "MOST_PIXELS", 799)
    huge = upload(staff, PICTURE)
    monkeypatch.setattr(tidy, "MOST_BYTES", len(PICTURE) - 1)
    heavy = upload(staff, PICTURE)

    assert [answer.status_code for answer in (nothing, huge, heavy)] == [400, 400, 400]
    assert [answer.json()["error"] for answer in (nothing, huge, heavy)] == [
        "Not a picture that can be shown: JPEG, PNG, WebP and GIF can.",
        "More than 40 megapixels.",
        "Larger than 10 MB.",
    ]
    assert not default_storage.exists("uploads")


def test_a_file_that_was_not_uploaded_here_cannot_be_named(staff: Client) -> None:
    product = make_product()
    forged = [
        {"token": signing.dumps(["secret.txt", "secret.txt"], salt="another"), "shows": None},
        {"token": "products/a.jpg", "shows": None},
        {"id": "1"},
        5,
    ]
    for one in forged:
        refused = save(staff, product, gallery=[one])
        assert "The pictures were not understood." in errors_of(refused)["form"][0]
    assert product.images.count() == 0


def test_another_products_picture_is_not_taken(staff: Client) -> None:
    theirs, mine = make_product(), make_product()
    save(staff, theirs, gallery=[upload(staff, drawn()).json()])

    save(staff, mine, gallery=[{"id": theirs.images.get().pk, "shows": None}])

    assert theirs.images.count() == 1
    assert mine.images.count() == 0


def test_who_may_not_add_pictures_uploads_nothing() -> None:
    client = staff_client("Warehouse")
    assert upload(client, drawn()).status_code == 403
    assert Client().post(reverse(UPLOAD)).status_code == 302
    assert not default_storage.exists("uploads")


def test_uploads_that_nobody_saved_are_thrown_away(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = make_shirt()["TS-R-M"].product
    picture = upload(staff, drawn()).json()
    assert uploads.forget_uploads() == 0

    later = timezone.now() + timedelta(days=3)
    with monkeypatch.context() as patched:
        patched.setattr(uploads.timezone, "now", lambda: later)
        assert uploads.forget_uploads() == 2

    page = save(staff, product, gallery=[picture])
    told = staff.get(page["Location"]).content.decode()
    assert "A picture waited too long to be saved: add it again." in told
    assert product.images.count() == 0
