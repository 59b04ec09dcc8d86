"""Photos: sent up once, shown in place, and never in the way."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from botapp.models import UploadedFile
from catalog.models import ProductImage
from tests.botapp.conftest import Chat
from tests.botapp.ways import add_picture, bot_messages, labels, start
from tests.factories import make_shirt

pytestmark = pytest.mark.django_db

TO_THE_SHIRT = ("Catalog", "Clothing", "Classic T-Shirt")


def uploads(chat: Chat) -> int:
    """How many files the bot has uploaded: each successful call that carried one."""
    sent = 0
    for call in chat.calls("sendPhoto", "editMessageMedia"):
        media = call.params.get("photo") or call.params["media"]["media"]
        sent += call.ok and (not isinstance(media, str) or media.startswith("attach://"))
    return sent


def test_a_photo_card_and_a_list_replace_each_other_without_litter(chat: Chat) -> None:
    add_picture(make_shirt()["TS-R-M"].product)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, "Catalog", "Clothing")
    shelf = anna.screen
    chat.press(anna, "Classic T-Shirt")
    assert anna.screen.photo
    assert anna.screen.id == shelf.id  # the list became the card
    chat.press(anna, "Red", "M")
    assert anna.screen.id == shelf.id
    chat.press(anna, "Back", "Back", "Back")
    assert anna.screen.photo is None
    assert anna.screen.text == shelf.text
    assert len(bot_messages(anna)) == 1


def test_a_photo_is_uploaded_once(chat: Chat) -> None:
    picture = add_picture(make_shirt()["TS-R-M"].product)
    anna, boris = chat.person("Anna"), chat.person("Boris")
    for person in (anna, boris):
        start(chat, person)
        chat.press(person, *TO_THE_SHIRT, "Red", "M", "Back", "Back", "Back", "Classic T-Shirt")

    assert uploads(chat) == 1
    known = UploadedFile.objects.get()
    assert known.name == picture.image.name
    assert len(chat.calls("editMessageMedia")) > 6
    assert anna.screen.photo
    assert boris.screen.photo


def test_a_file_id_that_telegram_forgot_is_uploaded_again(chat: Chat) -> None:
    add_picture(make_shirt()["TS-R-M"].product)
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, *TO_THE_SHIRT, "Back")
    first = UploadedFile.objects.get().file_id
    del chat.engine.state.files[first]

    chat.press(anna, "Classic T-Shirt")

    assert anna.screen.photo
    assert uploads(chat) == 2
    assert UploadedFile.objects.get().file_id != first
    assert len(bot_messages(anna)) == 1
    chat.press(anna, "Red")
    assert uploads(chat) == 2


def test_a_new_photo_message_is_uploaded_and_kept_too(chat: Chat) -> None:
    add_picture(make_shirt()["TS-R-M"].product)
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing")
    chat.engine.trouble.error(
        400, "Bad Request: message can't be edited", method="editMessageMedia"
    )

    chat.press(anna, "Classic T-Shirt")

    assert anna.screen.photo
    assert len(chat.calls("sendPhoto")) == 1
    assert len(bot_messages(anna)) == 1
    assert UploadedFile.objects.count() == 1


def test_a_missing_picture_falls_back_to_text(chat: Chat) -> None:
    picture = add_picture(make_shirt()["TS-R-M"].product)
    default_storage.delete(picture.image.name)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, *TO_THE_SHIRT)

    assert anna.screen.photo is None
    assert "Choose: Цвет" in anna.screen.text
    assert labels(anna)[0] == "Red"
    assert len(bot_messages(anna)) == 1


def test_a_picture_that_telegram_will_not_have_falls_back_to_text(chat: Chat) -> None:
    product = make_shirt()["TS-R-M"].product
    ProductImage.objects.create(product=product, image=ContentFile(b"", name="empty.png"))
    for method in ("editMessageMedia", "sendPhoto"):
        chat.engine.trouble.error(400, "Bad Request: IMAGE_PROCESS_FAILED", times=9, method=method)
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, *TO_THE_SHIRT)

    assert anna.screen.photo is None
    assert "Choose: Цвет" in anna.screen.text
    assert len(bot_messages(anna)) == 1


def test_a_colour_has_its_own_picture(chat: Chat) -> None:
    product = make_shirt()["TS-R-M"].product
    add_picture(product, "blue.png", "blue")
    red = add_picture(product, "red.png", "red")
    red.option_value = product.options.get(name="Цвет").values.get(value="Красный")
    red.save()
    anna = chat.person()
    start(chat, anna)

    chat.press(anna, *TO_THE_SHIRT)
    first = anna.screen.photo
    chat.press(anna, "Red")
    second = anna.screen.photo

    assert first != second
    assert {known.name: known.file_id for known in UploadedFile.objects.all()} == {
        product.images.get(option_value=None).image.name: first,
        red.image.name: second,
    }
