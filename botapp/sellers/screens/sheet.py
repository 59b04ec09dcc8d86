"""The spreadsheet and the sync of an account."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from botapp.keyboards import Row
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import OpenSheet, OpenSync, RefreshSheet, SetAutoSync, SyncNow
from botapp.sellers.labels import (
    LOOK_AGAIN,
    MAKE_SHEET,
    OPEN_SHEET,
    REFRESH_SHEET,
    SYNC_NOW,
    seller_button,
)
from botapp.sellers.screens.common import line_of, way_back, when
from integrations.marketplaces.errors import Trouble
from integrations.models import MarketplaceAccount, SellerSheet, SyncRun

_TROUBLES = {
    Trouble.KEY_REFUSED: gettext_lazy("The marketplace does not take the key any more."),
    Trouble.KEY_EXPIRED: gettext_lazy("The key has expired."),
    Trouble.RIGHTS_MISSING: gettext_lazy("The key lacks rights."),
    Trouble.PAYMENT_REQUIRED: gettext_lazy("The marketplace wants its API to be paid for."),
    Trouble.BUSY: gettext_lazy("The marketplace asks to wait: its limits are used up."),
    Trouble.UNAVAILABLE: gettext_lazy("The marketplace does not answer."),
    Trouble.BROKEN_ANSWER: gettext_lazy("The marketplace answered with something unreadable."),
}
_STEPS = {
    "products": gettext_lazy("products"),
    "figures": gettext_lazy("sales"),
    "remains": gettext_lazy("the marketplace's warehouses"),
    "own_stocks": gettext_lazy("own warehouses"),
    "orders": gettext_lazy("orders"),
    "count": gettext_lazy("counting"),
}


def sheet(
    account: MarketplaceAccount, found: SellerSheet | None, language: str, *, may_change: bool
) -> Screen:
    """Where the sheet is, as of when, and what is wrong with it."""
    seller = account.seller
    text = render(
        "seller_sheet",
        language,
        title=str(account),
        sheet=found,
        email=seller.email,
        refreshed=when(found.refreshed_at, seller, language) if found else "",
    )
    rows: list[Row] = []
    if found and found.url:
        link = seller_button(OPEN_SHEET, language, OpenSheet(account.pk)).label
        rows.append([Button(link, url=found.url)])
    if found and found.wanted_at:
        rows.append([seller_button(LOOK_AGAIN, language, OpenSheet(account.pk))])
    elif may_change:
        word = REFRESH_SHEET if found and found.url else MAKE_SHEET
        rows.append([seller_button(word, language, RefreshSheet(account.pk))])
    if found and may_change:
        rows.append([_auto(found, account.pk, language)])
    rows.append(way_back(language, account.seller_id))
    return Screen(text, rows, route=OpenSheet(account.pk))


def sync(
    account: MarketplaceAccount, run: SyncRun | None, language: str, *, may_change: bool
) -> Screen:
    """How the last sync went, or how far the one under way is."""
    seller = account.seller
    with override(language):
        state = str(run.get_state_display()) if run else ""
    text = render(
        "seller_sync",
        language,
        line=line_of(account, language),
        run=run,
        state=state,
        step=_step(run.step, language) if run and run.is_open else "",
        begun=when(run.started_at, seller, language) if run else "",
        finished=when(run.finished_at, seller, language) if run else "",
        error=_error(run, language) if run and run.error_code else "",
        next=when(account.next_sync_at, seller, language),
    )
    rows: list[Row] = []
    if run and run.is_open:
        rows.append([seller_button(LOOK_AGAIN, language, OpenSync(account.pk))])
    elif may_change:
        rows.append([seller_button(SYNC_NOW, language, SyncNow(account.pk))])
    rows.append(way_back(language, account.seller_id))
    return Screen(text, rows, route=OpenSync(account.pk))


def trouble(code: str, language: str) -> str:
    """Why a sync failed, in a seller's words."""
    with override(language):
        known = _TROUBLES.get(code)  # type: ignore[call-overload]  # any text may be asked for
        return str(known) if known else _("Something went wrong on our side. We look into it.")


def _error(run: SyncRun, language: str) -> str:
    """Why a run failed, or what it had to leave out."""
    skipped = run.cursor.get("skipped")
    if run.state != SyncRun.State.DONE or not skipped:
        return trouble(run.error_code, language)
    left_out = ", ".join(_step(name, language) for name in sorted(skipped))
    with override(language):
        return _("Not everything could be read: %(what)s. Does the key have all rights?") % {
            "what": left_out
        }


def _step(name: str, language: str) -> str:
    with override(language):
        return str(_STEPS.get(name, name))


def started(language: str, *, is_new: bool) -> str:
    with override(language):
        return _("The sync has begun.") if is_new else _("A sync is under way already.")


def sheet_asked(language: str) -> str:
    with override(language):
        return _("It takes up to a minute.")


def _auto(found: SellerSheet, account_id: int, language: str) -> Button:
    """What it says is how it is now, a press turns it."""
    with override(language):
        label = _("🔔 After each sync: on") if found.auto_sync else _("🔕 After each sync: off")
    return Button(label, SetAutoSync(account_id, 0 if found.auto_sync else 1))
