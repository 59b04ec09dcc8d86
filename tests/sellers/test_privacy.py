"""What is known of a seller's people is handed over and forgotten."""

from __future__ import annotations

import pytest

from integrations.models import MarketplaceAccount, Seller, SellerMember
from integrations.sellers.register import register_seller
from shop.models import AuditEntry
from shop.privacy import erase_customer, export_customer
from tests.factories import make_customer
from tests.sellers.world import make_account, make_everything, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_customer(77, name="Anna Ivanova")


@pytest.fixture
def owner(anna):
    owner = register_seller(
        company_name="Romashka",
        email="anna@romashka.example",
        phone="+74951234567",
        password="a long and lonely password",
        customer=anna,
    )
    make_account(owner.seller)
    return owner


def test_it_is_handed_over(owner):
    [held] = export_customer(77)["seller_memberships"]
    assert (held["name"], held["email"]) == ("Anna Ivanova", "anna@romashka.example")
    assert (held["seller__company_name"], held["role"]) == ("Romashka", "owner")
    assert "password" not in held


def test_with_the_last_member_the_company_is_forgotten(owner):
    other = make_member()
    make_everything(other.seller)
    erase_customer(77)
    member = SellerMember.objects.get(pk=owner.pk)
    assert (member.name, member.email, member.password) == ("", "", "")
    assert (member.customer_id, member.is_active) == (None, False)
    seller = Seller.objects.get(pk=owner.seller_id)
    assert (seller.company_name, seller.email, seller.phone) == ("", "", "")
    assert seller.closed_at is not None
    account = MarketplaceAccount.objects.for_seller(seller).get()
    assert (account.has_key, account.next_sync_at) == (False, None)
    said = str(list(AuditEntry.objects.values("changes", "personal", "object_name")))
    assert "Ivanova" not in said
    assert "anna@romashka" not in said
    assert MarketplaceAccount.objects.for_seller(other.seller).get().has_key


def test_a_company_with_others_goes_on_without_them(owner):
    make_member(owner.seller, role="admin")
    erase_customer(77)
    seller = Seller.objects.get(pk=owner.seller_id)
    assert (seller.company_name, seller.closed_at) == ("Romashka", None)
    assert MarketplaceAccount.objects.for_seller(seller).get().has_key
