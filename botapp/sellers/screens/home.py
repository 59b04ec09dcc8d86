"""The section's first screens: the way in, the menus, about, help."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import Home
from botapp.callbacks import Callback
from botapp.keyboards import Row, button
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import (
    ChooseMarketplace,
    JoinSellers,
    OpenAbout,
    OpenBilling,
    OpenSeller,
    OpenSellerHelp,
    OpenSellerSettings,
    OpenSheets,
    OpenSyncs,
)
from botapp.sellers.labels import (
    ABOUT,
    ADD_KEY,
    HELP,
    MY_SHEET,
    REGISTER,
    SETTINGS,
    SUBSCRIPTION,
    SYNC_NOW,
    seller_button,
)
from botapp.sellers.screens.common import choices, line_of, way_back
from integrations.models import MarketplaceAccount, Seller, SellerMember
from shop.models import StoreSettings


def welcome(language: str, hint: str = "") -> Screen:
    """The way in, for those who are nobody's member."""
    rows: list[Row] = [
        [seller_button(REGISTER, language, JoinSellers())],
        _about(language),
        [button(labels.MAIN_MENU, language, Home())],
    ]
    text = render("seller_welcome", language)
    return Screen(f"{hint}\n\n{text}" if hint else text, rows, route=OpenSeller())


def companies(members: Sequence[SellerMember], language: str) -> Screen:
    """For which of several sellers."""
    rows: list[Row] = [[Button(f"📊 {one.seller}", OpenSeller(one.seller_id))] for one in members]
    rows.append([button(labels.MAIN_MENU, language, Home())])
    return Screen(render("seller_companies", language), rows, route=OpenSeller())


def menu(
    seller: Seller,
    accounts: Sequence[MarketplaceAccount],
    language: str,
    *,
    stopped: bool,
    hint: str = "",
) -> Screen:
    """The main menu: of those who have a key, or of those who have none yet."""
    lines = [line_of(one, language) for one in accounts]
    text = render(
        "seller_home",
        language,
        hint=hint,
        company=str(seller),
        accounts=lines,
        stopped=stopped,
    )
    rows: list[Row] = []
    if stopped:
        rows.append([seller_button(SUBSCRIPTION, language, OpenBilling(seller.pk))])
    if any(line.has_key for line in lines):
        rows += [
            [seller_button(MY_SHEET, language, OpenSheets(seller.pk))],
            [seller_button(SYNC_NOW, language, OpenSyncs(seller.pk))],
        ]
    else:
        rows.append([seller_button(ADD_KEY, language, ChooseMarketplace(seller.pk))])
        if any(line.synced for line in lines):
            rows.append([seller_button(MY_SHEET, language, OpenSheets(seller.pk))])
    rows.append([seller_button(SETTINGS, language, OpenSellerSettings(seller.pk))])
    rows += [_about(language), [button(labels.MAIN_MENU, language, Home())]]
    return Screen(text, rows, route=OpenSeller(seller.pk))


def about(language: str) -> Screen:
    back = [button(labels.BACK, language, OpenSeller())]
    return Screen(render("seller_about", language), [back], route=OpenAbout())


def help_screen(store: StoreSettings, language: str) -> Screen:
    text = render("seller_help", language, support=store.support_contact)
    back = [button(labels.BACK, language, OpenSeller())]
    return Screen(text, [back], route=OpenSellerHelp())


def which(
    seller: Seller,
    accounts: Sequence[MarketplaceAccount],
    language: str,
    place: Callback,
    to: Callable[[int], Callback],
) -> Screen:
    """Which of several accounts."""
    rows = [*choices(accounts, language, to), way_back(language, seller.pk)]
    return Screen(render("seller_which", language), rows, route=place)


def invited(member: SellerMember, language: str) -> str:
    """That a link made the person a member."""
    with override(language):
        return _("You are a member of “%(company)s” now: %(role)s.") % {
            "company": member.seller,
            "role": member.get_role_display(),
        }


def link_used_up(language: str) -> str:
    with override(language):
        return _("This invitation is used up or too old. Ask for a new one, please.")


def registered(language: str) -> str:
    with override(language):
        return _("You are registered. Now connect a marketplace.")


def _about(language: str) -> Row:
    return [
        seller_button(ABOUT, language, OpenAbout()),
        seller_button(HELP, language, OpenSellerHelp()),
    ]
