"""Sellers in the chat, with Wildberries and Ozon played on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet

from botapp.emulator.engine import Person
from integrations.models import MarketplaceAccount, Role, Seller, SellerMember
from shop import throttle
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.ozon import Shop as OzonShop
from tests.fakes.marketplaces.wildberries import Shop
from tests.marketplaces.conftest import clock, ozon, wildberries
from tests.sellers.world import make_account

__all__ = ["clock", "ozon", "wildberries"]

TOKEN = "wildberries-token-of-anna-abcd"
OZON_KEY = "0c0ffee0-0000-4000-8000-00000000wxyz"


@pytest.fixture(autouse=True)
def _keys_can_be_kept(settings: Any) -> Iterator[None]:
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    throttle.forget_all()
    yield
    throttle.forget_all()


@pytest.fixture
def markets(wildberries: FakeWildberries, ozon: FakeOzon) -> tuple[FakeWildberries, FakeOzon]:
    """Both, knowing one key each."""
    wildberries.shops[TOKEN] = Shop(Goods(3))
    ozon.shops["123456"] = OzonShop(OZON_KEY, Goods(3))
    return wildberries, ozon


@pytest.fixture
def anna(chat: Chat) -> Person:
    """Somebody who has not been seen yet."""
    return chat.person("Anna")


@pytest.fixture
def owner(chat: Chat) -> Person:
    """The owner of a seller with a Wildberries account."""
    return member(chat, make_account())


def member(chat: Chat, account: MarketplaceAccount, role: str = Role.OWNER) -> Person:
    """A person of the chat who works for the account's seller."""
    person = chat.person("Anna" if role == Role.OWNER else "Boris")
    customer = Customer.objects.create(id=person.id, full_name=person.user.first_name)
    SellerMember.objects.create(seller=account.seller, customer=customer, role=role)
    return person


def the_seller() -> Seller:
    return Seller.objects.get()
