from __future__ import annotations

from typing import Any

from integrations.models import (
    GivenKey,
    Seller,
    SellerCode,
    SellerInvite,
    SellerMember,
    SellerRefreshToken,
)
from integrations.sellers.forget_seller import forget_seller


class SellersData:
    """People who work for sellers, and the companies that are nobody's without them."""

    models = (SellerMember, SellerCode, SellerInvite, SellerRefreshToken, GivenKey)

    def export(self, customer_id: int) -> dict[str, Any]:
        memberships = SellerMember.objects.filter(customer=customer_id).values(
            "name", "email", "role", "is_active", "last_login_at", "created_at",
            "seller__company_name", "seller__email", "seller__phone", "seller__created_at",
        )  # fmt: skip
        return {"seller_memberships": list(memberships)}

    def erase(self, customer_id: int) -> None:
        """A membership stays without a person; a company whose last member this was is forgotten."""
        members = SellerMember.objects.filter(customer=customer_id)
        sellers = list(Seller.objects.filter(members__in=members).distinct())
        SellerRefreshToken.objects.filter(member__in=members).delete()
        SellerCode.objects.filter(member__in=members).delete()
        GivenKey.objects.filter(member__in=members).delete()
        members.update(customer=None, name="", email="", password="", is_active=False)
        for seller in sellers:
            if not seller.members.filter(is_active=True).exists():
                forget_seller(seller)
