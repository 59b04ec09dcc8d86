"""Who invited a customer, and what those whom they invited have brought them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.referrals import earnings_of
from shop.admin.base import money
from shop.models import Customer, StoreSettings


def invited_by(customer: Customer) -> str | SafeString:
    """A link to whoever it was."""
    if customer.referred_by is None:
        return "–"
    return format_html(
        '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
        reverse("admin:shop_customer_change", args=[customer.referred_by_id]),
        customer.referred_by,
    )


def friends_and_earnings(customer: Customer) -> str:
    """`3 friends · earned ₽120`, and what could not be taken back."""
    currency = StoreSettings.current().currency
    earnings = earnings_of(customer, currency)
    friends = ngettext("%(n)d friend", "%(n)d friends", earnings.friends) % {"n": earnings.friends}
    parts = [friends, _("earned %(sum)s") % {"sum": money(earnings.earned, currency)}]
    if earnings.missing:
        missing = money(earnings.missing, currency)
        parts.append(_("%(sum)s could not be taken back") % {"sum": missing})
    return " · ".join(parts)
