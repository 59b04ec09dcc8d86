"""“My spreadsheet” and “Sync now”: asked for here, done by workers."""

from __future__ import annotations

from botapp.screen import Screen
from botapp.sellers import words
from botapp.sellers.actions import (
    ChooseMarketplace,
    OpenSheet,
    OpenSheets,
    OpenSync,
    OpenSyncs,
    RefreshSheet,
    SetAutoSync,
    SyncNow,
)
from botapp.sellers.places import for_accounts, for_members, go
from botapp.sellers.screens import home as home_screens
from botapp.sellers.screens import sheet as screens
from botapp.turn import Turn
from integrations.models import MarketplaceAccount, SellerMember, SellerSheet, SyncRun
from integrations.sellers.ask_for_sync import ask_for_sync
from integrations.sellers.scope import Right, rows
from integrations.sellers.want_sheet import want_sheet
from shop.errors import StoreError


@for_members()
def open_sheets(turn: Turn, place: OpenSheets, member: SellerMember) -> Screen | None:
    """The sheet of the only account, or the choice of them."""
    accounts = accounts_with_history(member)
    if not accounts:
        return go(turn, ChooseMarketplace(member.seller_id))
    if len(accounts) > 1:
        return home_screens.which(member.seller, accounts, turn.language, place, OpenSheet)
    return show_sheet(turn, member, accounts[0])


@for_accounts()
def open_sheet(
    turn: Turn, _place: OpenSheet, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    return show_sheet(turn, member, account)


@for_accounts(Right.CHANGE)
def refresh(
    turn: Turn, _press: RefreshSheet, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    """Ask for it to be made or refreshed."""
    try:
        want_sheet(account=account)
    except StoreError as error:
        turn.toast, turn.alert = words.explain(error, turn.language), True
    else:
        turn.toast = screens.sheet_asked(turn.language)
    return show_sheet(turn, member, account)


@for_accounts(Right.CHANGE)
def set_auto(
    turn: Turn, press: SetAutoSync, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    rows(SellerSheet, member).filter(account=account).update(auto_sync=bool(press.on))
    return show_sheet(turn, member, account)


def show_sheet(turn: Turn, member: SellerMember, account: MarketplaceAccount) -> Screen:
    found = rows(SellerSheet, member).filter(account=account).first()
    return screens.sheet(account, found, turn.language, may_change=member.may_change)


@for_members()
def open_syncs(turn: Turn, place: OpenSyncs, member: SellerMember) -> Screen | None:
    """Sync the only account, or say which."""
    accounts = accounts_with_history(member)
    if not accounts:
        return go(turn, ChooseMarketplace(member.seller_id))
    if len(accounts) > 1:
        return home_screens.which(member.seller, accounts, turn.language, place, SyncNow)
    if not member.may_change:
        return show_sync(turn, member, accounts[0])
    return begin(turn, member, accounts[0])


@for_accounts()
def open_sync(
    turn: Turn, _place: OpenSync, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    return show_sync(turn, member, account)


@for_accounts(Right.CHANGE)
def sync_now(
    turn: Turn, _press: SyncNow, member: SellerMember, account: MarketplaceAccount
) -> Screen:
    return begin(turn, member, account)


def begin(turn: Turn, member: SellerMember, account: MarketplaceAccount) -> Screen:
    """Start a sync, unless one runs; why not, a box says."""
    try:
        run, is_new = ask_for_sync(account=account, actor=f"seller:{member.pk}")
    except StoreError as error:
        turn.toast, turn.alert = words.explain(error, turn.language), True
        return show_sync(turn, member, account)
    turn.toast = screens.started(turn.language, is_new=is_new)
    return screens.sync(account, run, turn.language, may_change=member.may_change)


def show_sync(turn: Turn, member: SellerMember, account: MarketplaceAccount) -> Screen:
    run = rows(SyncRun, member).filter(account=account).order_by("-pk").first()
    return screens.sync(account, run, turn.language, may_change=member.may_change)


def accounts_with_history(member: SellerMember) -> list[MarketplaceAccount]:
    """Those that have a key, or had one."""
    found = rows(MarketplaceAccount, member).select_related("credentials", "seller")
    return [one for one in found.order_by("pk") if one.has_key or one.last_success_at]
