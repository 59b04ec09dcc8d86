"""Ways through the shop that several tests walk, and looks at what they left behind."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from botapp.emulator.engine import Person, View
from catalog.models import Product, ProductImage
from tests.botapp.conftest import Chat

TO_THE_CART = ("Catalog", "Clothing", "Classic T-Shirt", "Red", "M", "Add to Cart", "My Cart")
ANSWERS = ("John Doe", "+15551234567", "10 Main Street, Springfield")


def start(chat: Chat, person: Person) -> None:
    person.start()
    chat.settle()


def go_to_cart(chat: Chat, person: Person) -> None:
    """From nothing to a cart with one red shirt in M, which `make_shirt` made."""
    start(chat, person)
    chat.press(person, *TO_THE_CART)


def go_to_name(chat: Chat, person: Person) -> None:
    """To the first question of checkout."""
    go_to_cart(chat, person)
    chat.press(person, "Checkout", "I Agree")


def go_to_confirmation(chat: Chat, person: Person) -> None:
    go_to_name(chat, person)
    chat.say(person, *ANSWERS)


def bot_messages(person: Person) -> list[View]:
    """What the bot has left in the chat."""
    return [message for message in person.messages if message.from_bot]


def labels(person: Person) -> list[str]:
    """Every button of the screen, in reading order."""
    return [label for row in person.screen.buttons for label in row]


def add_picture(product: Product, name: str = "shirt.png", colour: str = "red") -> ProductImage:
    """A real, small picture of the product."""
    content = BytesIO()
    Image.new("RGB", (64, 64), colour).save(content, "PNG")
    return ProductImage.objects.create(product=product, image=ContentFile(content.getvalue(), name))
