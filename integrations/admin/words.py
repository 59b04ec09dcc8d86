"""Colours of states, and refusals in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from shop.errors import ErrorCode, StoreError

ACCOUNT_COLOURS = {"ok": "success", "expired": "danger", "failing": "warning", "paused": "info"}
SUBSCRIPTION_COLOURS = {
    "trial": "info", "active": "success", "grace": "warning", "stopped": "danger", "free": "info",
}  # fmt: skip
RUN_COLOURS = {
    "waiting": "info", "running": "primary", "done": "success", "failed": "danger",
    "cancelled": "warning",
}  # fmt: skip


def refusal(error: StoreError) -> str:
    """Why something about a seller was refused, for staff."""
    words: Mapping[str, str] = {
        ErrorCode.ACCOUNT_WITHOUT_KEY: _("The account has no key."),
        ErrorCode.KEY_EXPIRED: _("The marketplace does not take the key any more."),
        ErrorCode.SYNC_LIMIT: _("The plan does not allow more syncs a day."),
        ErrorCode.SUBSCRIPTION_STOPPED: _("Syncing has stopped: the subscription is not paid."),
        ErrorCode.NOT_FOUND: _("There is no such thing here."),
    }
    return words.get(error.code, str(error.code))
