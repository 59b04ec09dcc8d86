from __future__ import annotations

from django.db import IntegrityError, transaction

from integrations.models import Marketplace, MarketplaceAccount, Role, Seller, SellerMember
from integrations.sellers.emails import clean_email
from integrations.sellers.passwords import set_password
from integrations.sellers.subscriptions.begin_trial import begin_trial
from orders.contact import clean_name, clean_phone
from shop.errors import ErrorCode, StoreError
from shop.models import Customer


@transaction.atomic
def register_seller(
    *,
    company_name: str,
    email: str,
    password: str = "",
    phone: str = "",
    marketplace: Marketplace | None = None,
    customer: Customer | None = None,
) -> SellerMember:
    """A new seller; its owner, who logs in by `password`, in the bot as `customer`, or both.

    With `marketplace` an account is there that waits for its key. Raises StoreError: INVALID_NAME,
    INVALID_EMAIL, INVALID_PHONE, TOO_WEAK, EMAIL_TAKEN (a log-in of that e-mail exists).
    """
    address = clean_email(email)
    seller = Seller(
        company_name=clean_name(company_name),
        email=address,
        phone=clean_phone(phone) if phone else "",
    )
    if customer is not None:
        seller.language = customer.language
    owner = SellerMember(
        role=Role.OWNER,
        customer=customer,
        name=customer.full_name if customer else "",
        email=address if password else "",
    )
    if password:
        set_password(owner, password)
    seller.save()
    owner.seller = seller
    _save_owner(owner)
    if marketplace is not None:
        MarketplaceAccount.objects.create(
            seller=seller, marketplace=marketplace, state=MarketplaceAccount.State.PAUSED
        )
    begin_trial(seller)
    return owner


def _save_owner(owner: SellerMember) -> None:
    try:
        with transaction.atomic():
            owner.save()
    except IntegrityError:
        raise StoreError(ErrorCode.EMAIL_TAKEN) from None
