"""A customer's balance as staff see it, and the way to put it right."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orders.admin.order_timeline import who_did
from orders.admin.order_words import refusal_words
from orders.admin.payment_forms import CorrectionForm
from orders.models import WalletEntry
from orders.models.payment import new_key
from orders.rights import sees_contact
from orders.services.move_wallet import balance_of, move_wallet
from shop.admin.base import money, staff_actor, tell
from shop.errors import StoreError
from shop.models import Customer, StoreSettings
from shop.roles import CORRECT_WALLET

_SHOWN = 100


def may_see_wallet(request: HttpRequest) -> bool:
    user = request.user
    return bool(
        user.has_perm("orders.view_wallet")
        and user.has_perm("shop.view_customer")
        and sees_contact(user)
    )


@require_http_methods(["GET", "POST"])
def wallet_page(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The balance and its entries; POST `amount`, `reason` and `key` corrects it."""
    may_correct = request.user.has_perm(CORRECT_WALLET)
    if not may_see_wallet(request) or (request.method == "POST" and not may_correct):
        raise PermissionDenied
    customer = get_object_or_404(Customer, pk=customer_id)
    if request.method == "GET":
        form = CorrectionForm(initial={"key": new_key()}) if may_correct else None
        return _page(request, customer, form)
    form = CorrectionForm(request.POST)
    if not form.is_valid() or not _correct(request, customer, form):
        return _page(request, customer, form)
    tell(request, _("The balance is corrected."))
    return redirect("admin:shop_customer_wallet", customer.pk)


def wallet_urls() -> list[URLPattern]:
    """The address of the page, behind the admin's log-in."""
    view = admin.site.admin_view(wallet_page)
    return [path("<int:customer_id>/wallet/", view, name="shop_customer_wallet")]


def wallet_words(customer: Customer) -> str:
    """The customer's balance in the store's currency."""
    currency = StoreSettings.current().currency
    return money(balance_of(customer, currency), currency)


def _correct(request: HttpRequest, customer: Customer, form: CorrectionForm) -> bool:
    try:
        move_wallet(
            customer=customer,
            currency=StoreSettings.current().currency,
            amount=form.cleaned_data["amount"],
            kind=WalletEntry.Kind.CORRECTION,
            reference=f"correction:{form.cleaned_data['key']}",
            actor=staff_actor(request),
            reason=form.cleaned_data["reason"],
        )
    except StoreError as refusal:
        form.add_error("amount", refusal_words(refusal))
        return False
    return True


def _page(request: HttpRequest, customer: Customer, form: CorrectionForm | None) -> HttpResponse:
    entries = WalletEntry.objects.filter(wallet__customer=customer).select_related("wallet")
    found: list[dict[str, Any]] = [
        {
            "entry": entry,
            "amount": money(entry.amount, entry.wallet.currency),
            "who": who_did(entry.actor),
            "after": money(entry.balance_after, entry.wallet.currency),
        }
        for entry in entries.order_by("-pk")[: _SHOWN + 1]
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Balance of %(customer)s") % {"customer": customer},
        "customer": customer,
        "balance": wallet_words(customer),
        "entries": found[:_SHOWN],
        "has_more": len(found) > _SHOWN,
        "form": form,
    }
    status = 400 if form is not None and form.errors else 200
    return TemplateResponse(request, "admin/customers/wallet.html", context, status=status)
