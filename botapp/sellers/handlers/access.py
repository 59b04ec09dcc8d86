"""A log-in of the API for a person of the bot, and the bot for whoever has a log-in of the API."""

from __future__ import annotations

from botapp.screen import Screen
from botapp.sellers.actions import JoinTelegram, MakeApiCode, OpenApiAccess, OpenSeller
from botapp.sellers.handlers.home import open_seller
from botapp.sellers.places import for_members, memberships, start_anew
from botapp.sellers.screens import access as screens
from botapp.sellers.screens import home as home_screens
from botapp.turn import Turn
from integrations.models import SellerCode, SellerMember
from integrations.sellers.join import join_telegram, make_code, whose_code
from shop.throttle import Limit, hit

_CODE = "seller_join"  # among the answers: the code of the link that was opened
Purpose = SellerCode.Purpose


@for_members()
def open_access(turn: Turn, _place: OpenApiAccess, member: SellerMember) -> Screen:
    return screens.access(member, turn.language)


@for_members()
def give_code(turn: Turn, _press: MakeApiCode, member: SellerMember) -> Screen:
    """A new code, shown once."""
    code = make_code(member=member, purpose=Purpose.LOG_IN)
    return screens.access(member, turn.language, code=code)


def come_to_join(turn: Turn, payload: str) -> Screen:
    """By a link of the API: ask first, for somebody else may have sent it."""
    code = payload.partition("_")[2]
    may_try = hit(Limit.named("seller_invites"), str(turn.customer.pk)).allowed
    member = whose_code(code, Purpose.TELEGRAM) if may_try else None
    if member is None:
        return open_seller(turn, "", screens.link_used_up(turn.language))
    turn.wait_for("")
    turn.answers[_CODE] = code
    return screens.join(member, turn.language)


def join(turn: Turn, _press: JoinTelegram) -> Screen | None:
    """Once: a second tap leaves standing what the first one said."""
    code = str(turn.answers.pop(_CODE, ""))
    if not code:
        return None if memberships(turn) else start_anew(turn)
    member = join_telegram(code=code, customer=turn.customer)
    if member is None:
        return open_seller(turn, "", screens.link_used_up(turn.language))
    hint = home_screens.invited(member, turn.language)
    return open_seller(turn, OpenSeller(member.seller_id), hint)
