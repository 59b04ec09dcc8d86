"""What the section's screens share: how an account is told, times, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from botapp import labels
from botapp.callbacks import Callback
from botapp.keyboards import Row, button
from botapp.screen import Button
from botapp.sellers.actions import OpenSeller
from botapp.sellers.labels import SELLER_MENU, seller_button
from integrations.models import MarketplaceAccount, Seller

_ICONS = {"ok": "🟢", "expired": "🔴", "failing": "🟠", "paused": "⚪️"}


@dataclass(frozen=True)
class Line:
    """An account in words. `hint` are the last letters of its key, all that is shown of it."""

    icon: str
    title: str
    state: str
    hint: str = ""
    has_key: bool = False
    running: bool = False
    products: int = 0
    low: int = 0
    synced: str = ""
    checked: str = ""
    expires: str = ""


def line_of(account: MarketplaceAccount, language: str) -> Line:
    """`account` with what its query may have counted: `products_now`, `low_now`, `is_running`."""
    seller = account.seller
    counted: dict[str, Any] = vars(account)
    with override(language):
        state = str(account.get_state_display())
    return Line(
        icon=_ICONS.get(account.state, "⚪️"),
        title=str(account),
        state=state,
        hint=account.hint,
        has_key=account.has_key,
        running=bool(counted.get("is_running")),
        products=counted.get("products_now") or 0,
        low=counted.get("low_now") or 0,
        synced=when(account.last_success_at, seller, language),
        checked=when(account.checked_at, seller, language),
        expires=when(account.key_expires_at, seller, language),
    )


def when(moment: datetime | None, seller: Seller, language: str) -> str:
    """A moment by the seller's clock; empty for none."""
    if moment is None:
        return ""
    with override(language):
        return date_format(timezone.localtime(moment, seller.zone), "j E Y, H:i")


def way_back(language: str, seller_id: int, to: Callback | None = None) -> Row:
    """`Back` (when there is where to) and the seller's menu."""
    back = [button(labels.BACK, language, to)] if to is not None else []
    return [*back, seller_button(SELLER_MENU, language, OpenSeller(seller_id))]


def choices(
    accounts: Sequence[MarketplaceAccount], language: str, to: Callable[[int], Callback]
) -> list[Row]:
    """A button for each account, which leads `to` it by its number."""
    return [[Button(f"{line_of(one, language).icon} {one}", to(one.pk))] for one in accounts]
