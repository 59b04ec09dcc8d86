"""Refreshing a seller's sheet: by whoever holds its lease, repeatable at any point."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from catalog.files.problems import FileError, Refusal
from catalog.files.sheet_words import SheetRefusal
from catalog.files.waiting import wait_after
from catalog.files.words import refusal_text
from integrations.models import SellerSheet
from integrations.sellers.allowance import allowance
from integrations.sellers.news import SHEET_REFRESHED, tell_news
from integrations.sellers.sheet.figures import figures_of, numbers_gone
from integrations.sellers.sheet.layout import Layout
from integrations.sellers.sheet.writing import write_sheet
from integrations.sheets.address import Address
from integrations.sheets.client import GoogleClient
from integrations.sheets.making import make_spreadsheet, make_tab
from integrations.sheets.sharing import share, unshare
from integrations.sheets.tabs import Tab, open_book
from shop.errors import DeliveryError

log = structlog.get_logger(__name__)

# Longer than a request to Google may take; renewed after each.
LEASE = timedelta(seconds=90)
_MOST_FAILURES = 5
_OUR_TAB = 0  # Drive gives this number to the only tab of what it makes
_TAB_TITLE = "Остатки"


class LeaseLostError(Exception):
    """Somebody else refreshes the sheet now."""


def waiting_sheets() -> QuerySet[SellerSheet]:
    """Sheets that are to be refreshed and that nobody holds, the longest wanted first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=timezone.now())
    return SellerSheet.objects.filter(free, wanted_at__isnull=False).order_by("wanted_at")


def refresh_sheet(sheet_id: int) -> bool:
    """Refresh a sheet that is asked for; whether it was. One that somebody holds is theirs.

    What can be mended by people alone ends in `error`, in the seller's language; what passes is
    tried again later. A request that comes meanwhile is kept.
    """
    lease = secrets.token_hex(16)
    taken = waiting_sheets().filter(pk=sheet_id)
    if not taken.update(lease=lease, leased_until=timezone.now() + LEASE):
        return False
    sheet = SellerSheet.objects.select_related("account__seller").get(pk=sheet_id)
    asked_at = sheet.wanted_at
    forgotten = sheet.account.seller.closed_at is not None
    if not forgotten and not allowance(sheet.account.seller).works:
        _end(sheet, asked_at)
        return False
    try:
        (_withdraw if forgotten else _refresh)(sheet)
    except LeaseLostError:
        return False
    except FileError as refusal:
        _fail(sheet, asked_at, refusal)
    except DeliveryError as failure:
        _wait(sheet, asked_at, failure)
    except Exception as failure:
        log.exception("seller_sheet.failed", sheet=sheet_id)
        _wait(sheet, asked_at, DeliveryError(repr(failure)), most=_MOST_FAILURES)
    else:
        _end(sheet, asked_at, error="", failures=0, refreshed_at=timezone.now())
        return True
    return False


def _refresh(sheet: SellerSheet) -> None:
    client = GoogleClient()
    tab = _tab(client, sheet)
    layout = figures_of(sheet.account, sheet.columns)
    if layout.digest() != sheet.written_hash:
        _write(client, sheet, tab, layout)
    _share(client, sheet)


def _withdraw(sheet: SellerSheet) -> None:
    """Whoever had the sheet of a seller that was forgotten has it no more."""
    if not sheet.spreadsheet_id:
        return
    try:
        unshare(GoogleClient(), sheet.spreadsheet_id)
    except FileError as refusal:
        if refusal.code != SheetRefusal.MISSING:
            raise


def _tab(client: GoogleClient, sheet: SellerSheet) -> Tab:
    """The tab that is ours, made when it is not there (any more)."""
    if sheet.spreadsheet_id:
        try:
            return _open(client, sheet)
        except FileError as refusal:
            if refusal.code not in (SheetRefusal.MISSING, SheetRefusal.TAB_MISSING):
                raise
            if refusal.code == SheetRefusal.TAB_MISSING:
                _keep(sheet, columns=[], written_hash="")
                make_tab(client, Address(sheet.spreadsheet_id), _TAB_TITLE, _OUR_TAB)
                return _open(client, sheet)
    account = sheet.account
    title = f"{account.get_marketplace_display()}: {account.seller}"
    address = make_spreadsheet(client, title, f"seller-sheet-{account.pk}")
    _keep(
        sheet,
        spreadsheet_id=address.spreadsheet,
        url=str(address),
        shared_with="",
        columns=[],
        written_hash="",
    )
    return _open(client, sheet)


def _open(client: GoogleClient, sheet: SellerSheet) -> Tab:
    book = open_book(client, sheet.spreadsheet_id)
    return book.tab(Address(sheet.spreadsheet_id, _OUR_TAB))


def _write(client: GoogleClient, sheet: SellerSheet, tab: Tab, layout: Layout) -> None:
    current = {row.number for row in layout.rows}
    write_sheet(
        client,
        sheet.spreadsheet_id,
        tab,
        layout,
        saved=len(sheet.columns),
        gone=numbers_gone(sheet.account) - current,
        renew=_renewal(sheet),
    )
    _keep(
        sheet,
        columns=layout.columns,
        written_hash=layout.digest(),
        written_rows=len(layout.rows),
    )


def _share(client: GoogleClient, sheet: SellerSheet) -> None:
    """With the seller's e-mail of now, and no longer with the one of before."""
    wanted = sheet.account.seller.email
    if sheet.shared_with == wanted:
        return
    if sheet.shared_with:
        unshare(client, sheet.spreadsheet_id, sheet.shared_with)
        _keep(sheet, shared_with="")
    if wanted:
        share(client, sheet.spreadsheet_id, wanted)
        _keep(sheet, shared_with=wanted)


def _renewal(sheet: SellerSheet) -> Callable[[], None]:
    def renew() -> None:
        _keep(sheet)

    return renew


def _keep(sheet: SellerSheet, **changes: object) -> None:
    """Write `changes` and keep the lease for as long again. Raises LeaseLostError."""
    mine = SellerSheet.objects.filter(pk=sheet.pk, lease=sheet.lease)
    if not mine.update(leased_until=timezone.now() + LEASE, **changes):
        raise LeaseLostError
    for name, value in changes.items():
        setattr(sheet, name, value)


def _fail(sheet: SellerSheet, asked_at: datetime | None, refusal: FileError) -> None:
    with translation.override(sheet.account.seller.language):
        text = str(refusal_text(refusal.kept))
    log.warning("seller_sheet.refused", sheet=sheet.pk, code=str(refusal.code))
    changes: dict[str, object] = {"error": text[:500], "failures": F("failures") + 1}
    if refusal.code == SheetRefusal.NO_SHARING:  # the figures were written
        changes["refreshed_at"] = timezone.now()
    _end(sheet, asked_at, **changes)


def _wait(
    sheet: SellerSheet,
    asked_at: datetime | None,
    failure: DeliveryError,
    most: int | None = None,
) -> None:
    """Leave it alone for a while, longer each time; give up after about an hour."""
    log.info("seller_sheet.waits", sheet=sheet.pk, error=str(failure))
    failures = sheet.failures + 1
    wait = None if most and failures >= most else wait_after(failures, failure.retry_after)
    if wait is None:
        code = Refusal.STOPPED if most else SheetRefusal.AWAY
        _fail(sheet, asked_at, FileError(code, text=str(failure)[:200]))
        return
    _mine(sheet).update(failures=failures, lease="", leased_until=timezone.now() + wait)


def _end(sheet: SellerSheet, asked_at: datetime | None, **changes: object) -> None:
    """Give the lease back; what was asked for is done, unless it was asked for again meanwhile."""
    with transaction.atomic():
        _mine(sheet).filter(wanted_at=asked_at).update(wanted_at=None)
        if _mine(sheet).update(lease="", leased_until=None, **changes):
            tell_news(SHEET_REFRESHED, sheet.account)


def _mine(sheet: SellerSheet) -> QuerySet[SellerSheet]:
    return SellerSheet.objects.filter(pk=sheet.pk, lease=sheet.lease)
