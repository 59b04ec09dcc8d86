"""Members of a seller: looked at, invited, seen out."""

from __future__ import annotations

from botapp.screen import Screen
from botapp.sellers.actions import InviteMember, OpenTeam, RemoveMember
from botapp.sellers.handlers.home import INVITED
from botapp.sellers.places import for_members, memberships, start_anew
from botapp.sellers.screens import team as screens
from botapp.turn import Turn
from integrations.models import SellerMember
from integrations.sellers.invites import invite, remove_member
from integrations.sellers.scope import Right, rows
from integrations.telegram.bot_name import start_link


@for_members()
def open_team(turn: Turn, _place: OpenTeam, member: SellerMember) -> Screen:
    return screens.team(member, _members(member), turn.language)


@for_members(Right.OWN)
def invite_member(turn: Turn, press: InviteMember, member: SellerMember) -> Screen:
    """A new link, shown once."""
    role = screens.ROLES[press.index % len(screens.ROLES)]
    link = start_link(f"{INVITED}_{invite(member=member, role=role)}")
    notice = "" if link else screens.no_link(turn.language)
    return screens.team(
        member, _members(member), turn.language, link=link, role=role, notice=notice
    )


def remove(turn: Turn, press: RemoveMember) -> Screen | None:
    """Ask first; then their access ends at once."""
    for member in memberships(turn):
        other = rows(SellerMember, member).filter(pk=press.member_id).first()
        if other is None or not member.may_pay or other.pk == member.pk:
            continue
        if other.is_active and not press.sure:
            return screens.sure(other, turn.language)
        if other.is_active:  # else it is a second tap
            remove_member(member=member, other_id=other.pk)
        return screens.team(member, _members(member), turn.language)
    return start_anew(turn)


def _members(member: SellerMember) -> list[SellerMember]:
    return list(rows(SellerMember, member).filter(is_active=True).order_by("pk"))
