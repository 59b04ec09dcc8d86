"""A file is sold in the chat: private, uploaded to Telegram once, sent again when asked for."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from botapp.actions import GetFile
from botapp.models import UploadedFile
from catalog.models import DigitalKind, ProductVariant
from config.settings import base
from orders.models import DigitalFile, Order, OrderItem
from orders.models.digital import private_storage
from orders.services import upload_codes as uploading
from orders.services.upload_codes import UNLIMITED, set_digital_file
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from shop.private_files import PrivateStorage
from shop.roles import MANAGER
from tests.botapp.ways import ANSWERS
from tests.factories import make_product, new_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    store = StoreSettings.current()
    store.star_rate = Decimal("1.5")
    store.save()
    variant = make_product("Handbook", variants=[new_variant("15.00", 0)]).variants.get()
    give(variant, b"%PDF the whole book")
    return variant


def give(variant, content, name="handbook.pdf"):
    set_digital_file(variant=variant, file=ContentFile(content, name), actor="anna")


def buy(chat, name):
    person = chat.person(name)
    person.send("/start")
    chat.settle()
    chat.press(person, "Catalog", "Clothing", "Handbook", "Add to Cart", "My Cart", "Checkout")
    chat.press(person, "I Agree")
    chat.say(person, *ANSWERS[:2])
    chat.press(person, "Confirm Order")
    chat.settle()
    person.pay()
    chat.settle()
    return person


def sent_documents(chat):
    return chat.calls("sendDocument")


def test_it_is_delivered_once_and_kept_in_the_order(chat, book):
    chat.engine.trouble.duplicates(2)
    anna = buy(chat, "Anna")
    order = Order.objects.get()
    assert order.status == "delivered"
    (call,) = sent_documents(chat)
    assert call.params["chat_id"] == anna.chat.id
    assert any("handbook.pdf" in message.text for message in anna.messages if message.from_bot)

    anna.send("/orders")
    chat.settle()
    chat.press(anna, f"#{order.pk}", "What I bought", "handbook.pdf")
    chat.settle()
    assert len(sent_documents(chat)) == 2
    file_id = UploadedFile.objects.get(name=DigitalFile.objects.get().file.name).file_id
    assert sent_documents(chat)[1].params["document"] == file_id


def test_it_goes_up_once_however_many_buy_it(chat, book):
    for name in ("Anna", "Boris"):
        buy(chat, name)
    first, second = sent_documents(chat)
    assert second.params["document"] == UploadedFile.objects.get().file_id
    assert first.params["document"] != second.params["document"]


def test_a_file_id_that_telegram_forgot_is_uploaded_anew(chat, book):
    UploadedFile.objects.create(
        bot_id=1234567890, name=DigitalFile.objects.get().file.name, file_id="BQ-forgotten"
    )
    buy(chat, "Anna")
    assert len(sent_documents(chat)) == 2
    assert UploadedFile.objects.get().file_id != "BQ-forgotten"


def test_nobody_else_is_sent_it(chat, book):
    buy(chat, "Anna")
    boris = chat.person("Boris")
    boris.send("/start")
    chat.settle()
    boris.press_data(boris.screen.id, GetFile(OrderItem.objects.get().pk).pack())
    chat.settle()
    assert len(sent_documents(chat)) == 1


def test_it_has_no_public_address(client, book, tmp_path):
    name = DigitalFile.objects.get().file.name
    assert "handbook" not in name
    assert client.get(f"/media/{name}").status_code == 404
    with pytest.raises(ValueError, match="no address"):
        PrivateStorage(location=tmp_path).url(name)
    assert base.STORAGES["private"]["BACKEND"] == "shop.private_files.PrivateStorage"
    assert base.MEDIA_ROOT not in base.STORAGES["private"]["OPTIONS"]["location"].parents


def test_a_new_file_takes_the_place_of_the_old_one(book, django_capture_on_commit_callbacks):
    old = DigitalFile.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        give(book, b"second edition")
    kept = DigitalFile.objects.get()
    assert (kept.name, kept.size, kept.file.read()) == ("handbook.pdf", 14, b"second edition")
    assert not private_storage().exists(old)


def test_it_never_runs_out_and_bad_files_are_refused(book, monkeypatch):
    kept = ProductVariant.objects.get()
    assert (kept.stock_quantity, kept.digital_kind) == (UNLIMITED, DigitalKind.FILE)
    monkeypatch.setattr(uploading, "MOST_BYTES", 10)
    for content in (b"", b"x" * 11):
        with pytest.raises(StoreError) as refused:
            give(book, content)
        assert refused.value.code == ErrorCode.INVALID_FILE
    assert DigitalFile.objects.get().size == 19


def test_staff_upload_it(chat, book):
    address = reverse("admin:orders_digitalcode_upload")
    staff = staff_client(MANAGER)
    without = staff.post(address, {"sku": book.sku, "kind": "file", "codes": ""})
    assert without.status_code == 400
    file = SimpleUploadedFile("../../new.pdf", b"\xff\x00 no text")
    body = {"sku": book.sku, "kind": "file", "codes": "", "file": file}
    assert staff.post(address, body).status_code == 302
    kept = DigitalFile.objects.get()
    assert (kept.name, kept.file.read()) == ("new.pdf", b"\xff\x00 no text")
