"""What a seller is told unasked, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from botapp.callbacks import Callback
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import OpenAccount, OpenBilling, OpenSeller, OpenSync
from botapp.sellers.labels import KEYS, SELLER_MENU, STATUS, SUBSCRIPTION, seller_button
from botapp.sellers.screens.sheet import trouble
from integrations.models import Provider, SellerNotice

_ICONS = {
    SellerNotice.Kind.SYNC_FAILED: "⚠️",
    SellerNotice.Kind.KEY_EXPIRED: "🔑",
    SellerNotice.Kind.LOW_STOCK: "📉",
    SellerNotice.Kind.PRICE_CHANGED: "🏷",
    SellerNotice.Kind.STOCK_DIFFERS: "⚖️",
    SellerNotice.Kind.PAY_SOON: "💳",
    SellerNotice.Kind.STOPPED: "⛔",
    SellerNotice.Kind.PAID_TWICE: "💳",
}
_ABOUT_PAYING = (
    SellerNotice.Kind.PAY_SOON,
    SellerNotice.Kind.STOPPED,
    SellerNotice.Kind.PAID_TWICE,
)
_NAMED = 10


def told(notice: SellerNotice, language: str) -> Screen:
    """A message that stays in the chat, with the way to mend what it tells of."""
    with override(language):
        title, text = str(notice.get_kind_display()), _text(notice, language)
    body = render(
        "seller_notice",
        language,
        icon=_ICONS.get(SellerNotice.Kind(notice.kind), "🔔"),
        title=title,
        company=str(notice.seller),
        text=text,
    )
    return Screen(body, [[_way(notice, language)]], stays=True)


def _way(notice: SellerNotice, language: str) -> Button:
    about, _colon, number = notice.key.partition(":")
    account_id = int(number) if about == "account" and number.isdecimal() else 0
    word, to = SELLER_MENU, OpenSeller(notice.seller_id)
    place: Callback = to
    if account_id and notice.kind == SellerNotice.Kind.KEY_EXPIRED:
        word, place = KEYS, OpenAccount(account_id)
    elif account_id and notice.kind == SellerNotice.Kind.SYNC_FAILED:
        word, place = STATUS, OpenSync(account_id)
    elif notice.kind in _ABOUT_PAYING:
        word, place = SUBSCRIPTION, OpenBilling(notice.seller_id)
    return seller_button(word, language, place, below=True)


def _text(notice: SellerNotice, language: str) -> str:
    facts: dict[str, Any] = notice.context
    account = facts.get("account") or ""
    match notice.kind:
        case SellerNotice.Kind.SYNC_FAILED:
            why = trouble(facts.get("code", ""), language)
            return _("%(account)s: %(why)s We try again by schedule.") % {
                "account": account,
                "why": why,
            }
        case SellerNotice.Kind.KEY_EXPIRED:
            return _(
                "%(account)s: the marketplace does not take the key any more. Send a new one."
            ) % {"account": account}
        case SellerNotice.Kind.LOW_STOCK:
            return _products(facts)
        case SellerNotice.Kind.PRICE_CHANGED:
            return _products(facts)
        case SellerNotice.Kind.STOCK_DIFFERS:
            return _("The stock at the marketplace is not what it should be. See the admin.")
        case SellerNotice.Kind.PAY_SOON:
            until = datetime.fromisoformat(facts["until"]) if facts.get("until") else None
            day = date_format(until.astimezone(notice.seller.zone), "j E Y") if until else "—"
            if facts.get("is_overdue"):
                return _("The plan is not paid. On %(day)s syncing stops.") % {"day": day}
            return _("Your plan is paid until %(day)s. Pay, so that syncing goes on.") % {
                "day": day
            }
        case SellerNotice.Kind.PAID_TWICE:
            return _(
                "You have paid for two subscriptions at once. We end the spare one: %(provider)s "
                "renews it no more. If you paid by mistake, write to us."
            ) % {"provider": Provider(facts["provider"]).label}
        case _other:
            return _("Syncing has stopped: the subscription is not paid. Nothing is deleted.")


def _products(facts: dict[str, Any]) -> str:
    """`products` are `[id, name, pieces left]`, or `[id, name, price before, price now]`."""
    named = [_product(*one[1:]) for one in facts.get("products") or []]
    count = int(facts.get("count") or len(named))
    head = ngettext("%(n)d product:", "%(n)d products:", count) % {"n": count}
    more = count - len(named[:_NAMED])
    lines = [f"• {one}" for one in named[:_NAMED]]
    if more > 0:
        lines.append(_("and %(more)d more") % {"more": more})
    return "\n".join([head, *lines])


def _product(name: str, *figures: object) -> str:
    if len(figures) == 1:
        return _("%(name)s: %(left)s left") % {"name": name, "left": figures[0]}
    return f"{name}: {' → '.join(map(str, figures))}"
