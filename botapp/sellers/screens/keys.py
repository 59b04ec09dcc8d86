"""Keys: how to make one, the question for it, its check, and what there is afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.keyboards import Row, button
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import (
    AskKey,
    CheckAccount,
    ChooseMarketplace,
    DropKeyCheck,
    OpenAccount,
    OpenAccounts,
    OpenKeyCheck,
    OpenSellerSettings,
    RemoveKey,
)
from botapp.sellers.labels import (
    ADD_KEY,
    CHECK_KEY,
    LOOK_AGAIN,
    REMOVE_KEY,
    UPDATE_KEY,
    YES_REMOVE,
    seller_button,
)
from botapp.sellers.screens.common import choices, line_of, way_back
from integrations.models import GivenKey, Marketplace, MarketplaceAccount

MARKETPLACES = list(Marketplace)


def marketplaces(seller_id: int, language: str) -> Screen:
    """Where the key is from."""
    rows: list[Row] = [
        [Button(one.label, AskKey(seller_id, index))] for index, one in enumerate(MARKETPLACES)
    ]
    text = render("seller_marketplaces", language)
    return Screen(text, [*rows, way_back(language, seller_id)], route=ChooseMarketplace(seller_id))


def ask_key(place: AskKey, language: str, *, client_id: str = "", problem: str = "") -> Screen:
    """Step by step to a key with the rights that are needed."""
    kind = MARKETPLACES[place.index]
    text = render(
        "seller_key",
        language,
        kind=kind.value,
        title=kind.label,
        client_id=client_id,
        problem=problem,
    )
    back = OpenAccount(place.account_id) if place.account_id else ChooseMarketplace(place.seller_id)
    return Screen(text, [way_back(language, place.seller_id, back)], route=place)


def checking(given: GivenKey, language: str) -> Screen:
    """That a worker is trying the key."""
    title = Marketplace(given.marketplace).label
    place = OpenKeyCheck(given.pk)
    rows: list[Row] = [
        [seller_button(LOOK_AGAIN, language, place)],
        [button(labels.CANCEL, language, DropKeyCheck(given.pk))],
    ]
    return Screen(render("seller_checking", language, title=title), rows, route=place)


def accounts(
    seller_id: int, found: Sequence[MarketplaceAccount], language: str, *, may_change: bool
) -> Screen:
    """All accounts with the ends of their keys."""
    lines = [line_of(one, language) for one in found]
    rows: list[Row] = [*choices(found, language, OpenAccount)]
    if may_change:
        rows.append([seller_button(ADD_KEY, language, ChooseMarketplace(seller_id))])
    rows.append(way_back(language, seller_id, OpenSellerSettings(seller_id)))
    text = render("seller_accounts", language, accounts=lines)
    return Screen(text, rows, route=OpenAccounts(seller_id))


def account(
    found: MarketplaceAccount, language: str, *, may_change: bool, notice: str = ""
) -> Screen:
    """One account and what can be done about its key."""
    line = line_of(found, language)
    rows: list[Row] = []
    if may_change:
        index = MARKETPLACES.index(Marketplace(found.marketplace))
        new_key = AskKey(found.seller_id, index, found.pk)
        word = UPDATE_KEY if line.has_key else ADD_KEY
        rows.append([seller_button(word, language, new_key)])
        if line.has_key:
            rows.append(
                [
                    seller_button(CHECK_KEY, language, CheckAccount(found.pk)),
                    seller_button(REMOVE_KEY, language, RemoveKey(found.pk)),
                ]
            )
    rows.append(way_back(language, found.seller_id, OpenAccounts(found.seller_id)))
    text = render("seller_account", language, line=line, notice=notice)
    return Screen(text, rows, route=OpenAccount(found.pk))


def sure(found: MarketplaceAccount, language: str) -> Screen:
    """Whether the key is really to go."""
    rows: list[Row] = [
        [seller_button(YES_REMOVE, language, RemoveKey(found.pk, 1))],
        [button(labels.CANCEL, language, OpenAccount(found.pk))],
    ]
    text = render("seller_remove_key", language, line=line_of(found, language))
    return Screen(text, rows, route=RemoveKey(found.pk))


def works(found: MarketplaceAccount, language: str, *, is_new: bool) -> str:
    """That the key was tried and works."""
    with override(language):
        if is_new:
            return _("✅ The key works. The first figures are on their way.")
        return _("✅ The key works.")


def told(text: str, seller_id: int, language: str) -> Screen:
    """What became of a key, for somebody who is elsewhere in the chat by now."""
    rows = [way_back(language, seller_id)]
    below = [[Button(one.label, one.callback, below=True) for one in row] for row in rows]
    return Screen(text, below, stays=True)


def removed(language: str) -> str:
    with override(language):
        return _("The key is removed.")
