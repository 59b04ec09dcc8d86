"""Who presses, for whom: each handler of the section gets the member that the person is, and the
account that was named, or is not called at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from botapp.callbacks import Callback
from botapp.screen import Screen
from botapp.screens import messages
from botapp.sections import PressHandler, sections
from botapp.sellers import words
from botapp.sellers.actions import OpenSeller
from botapp.turn import Turn
from integrations.models import MarketplaceAccount, Role, SellerMember
from integrations.sellers.scope import Right, demand, rows
from shop.errors import StoreError

MemberHandler = Callable[[Turn, Any, SellerMember], Screen | None]
AccountHandler = Callable[[Turn, Any, SellerMember, MarketplaceAccount], Screen | None]


def memberships(turn: Turn) -> list[SellerMember]:
    """Whom the person works for, the eldest first."""
    mine = SellerMember.objects.select_related("seller")
    return list(
        mine.filter(customer=turn.customer, is_active=True, seller__closed_at=None).order_by("pk")
    )


def member_of(turn: Turn, seller_id: int) -> SellerMember | None:
    """The person as a member of this seller; of the first one when none is named."""
    mine = memberships(turn)
    return next((one for one in mine if seller_id in (0, one.seller_id)), None)


def account_of(turn: Turn, account_id: int) -> tuple[SellerMember, MarketplaceAccount] | None:
    """An account, as one of those that the person works for has it."""
    for member in memberships(turn):
        mine = rows(MarketplaceAccount, member).select_related("credentials")
        account = mine.filter(pk=account_id).first()
        if account is not None:
            account.seller = member.seller
            return member, account
    return None


def for_members(right: Right = Right.READ) -> Callable[[MemberHandler], PressHandler]:
    """For presses that name a seller (`seller_id`)."""

    def wrap(handler: MemberHandler) -> PressHandler:
        @wraps(handler)
        def answer(turn: Turn, press: Any) -> Screen | None:
            member = member_of(turn, press.seller_id)
            if member is None:
                return start_anew(turn)
            if not _may(turn, member, right):
                return None
            return handler(turn, press, member)

        return answer

    return wrap


def for_accounts(right: Right = Right.READ) -> Callable[[AccountHandler], PressHandler]:
    """For presses that name an account (`account_id`)."""

    def wrap(handler: AccountHandler) -> PressHandler:
        @wraps(handler)
        def answer(turn: Turn, press: Any) -> Screen | None:
            found = account_of(turn, press.account_id)
            if found is None:
                return start_anew(turn)
            if not _may(turn, found[0], right):
                return None
            return handler(turn, press, *found)

        return answer

    return wrap


def start_anew(turn: Turn) -> Screen | None:
    """For what is not there, or a neighbour's: the section's first screen."""
    turn.toast = messages.out_of_date(turn.language)
    return go(turn, OpenSeller())


def go(turn: Turn, place: Callback) -> Screen | None:
    """The screen of another place, whichever handler draws it."""
    return sections().presses[type(place)](turn, place)


def _may(turn: Turn, member: SellerMember, right: Right) -> bool:
    try:
        demand(member, right)
    except StoreError as error:
        needs = Role.OWNER if right is Right.OWN else Role.ADMIN
        error = StoreError(error.code, needs=needs)
        turn.toast, turn.alert = words.explain(error, turn.language), True
        return False
    return True
