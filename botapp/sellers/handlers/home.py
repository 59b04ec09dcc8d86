"""`/seller` and its deep link: the way in, the menus, about, help."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q

from botapp.screen import Screen
from botapp.sellers.actions import OpenAbout, OpenSeller, OpenSellerHelp
from botapp.sellers.places import memberships
from botapp.sellers.screens import home as screens
from botapp.turn import Turn
from integrations.models import MarketplaceAccount, SellerMember, SyncRun
from integrations.sellers.allowance import allowance
from integrations.sellers.invites import accept_invite
from integrations.sellers.scope import rows
from shop.models import StoreSettings
from shop.throttle import Limit, hit

START = "seller"
INVITED = "sellerinvite"


def open_seller(turn: Turn, place: OpenSeller | str, hint: str = "") -> Screen:
    """The menu of a seller; whatever was being asked is left."""
    turn.wait_for("")
    mine, hint = memberships(turn), turn.notice(hint)
    wanted = place.seller_id if isinstance(place, OpenSeller) else 0
    member = next((one for one in mine if one.seller_id == wanted), None)
    if member is None and len(mine) == 1:
        member = mine[0]
    if member is None:
        return (
            screens.companies(mine, turn.language) if mine else screens.welcome(turn.language, hint)
        )
    return screens.menu(
        member.seller,
        accounts_of(member),
        turn.language,
        stopped=not allowance(member.seller).works,
        hint=hint,
    )


def accounts_of(member: SellerMember) -> list[MarketplaceAccount]:
    """The member's accounts, with what the menu says of each."""
    few = F("seller__low_stock_at")
    there = Q(products__gone_at=None)
    read = Q(products__day__isnull=False)  # of what was not, nobody knows how much there is
    running = SyncRun.objects.filter(account=OuterRef("pk"), state__in=SyncRun.OPEN)
    found = rows(MarketplaceAccount, member).select_related("credentials", "seller")
    return list(
        found.annotate(
            products_now=Count("products", filter=there),
            low_now=Count("products", filter=there & read & Q(products__stock__lte=few)),
            is_running=Exists(running),
        ).order_by("pk")
    )


def open_about(turn: Turn, _place: OpenAbout) -> Screen:
    return screens.about(turn.language)


def open_help(turn: Turn, _place: OpenSellerHelp) -> Screen:
    return screens.help_screen(StoreSettings.current(), turn.language)


def come_invited(turn: Turn, payload: str) -> Screen:
    """By a link that an owner gave: become a member, once."""
    token = payload.partition("_")[2]
    may_try = hit(Limit.named("seller_invites"), str(turn.customer.pk)).allowed
    member = accept_invite(token=token, customer=turn.customer) if may_try and token else None
    if member is None:
        return open_seller(turn, "", screens.link_used_up(turn.language))
    return open_seller(turn, OpenSeller(member.seller_id), screens.invited(member, turn.language))
