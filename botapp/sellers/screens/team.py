"""Who works for a seller."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.keyboards import Row, button
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import InviteMember, OpenSellerSettings, OpenTeam, RemoveMember
from botapp.sellers.labels import YES_REMOVE, seller_button
from botapp.sellers.screens.common import way_back
from integrations.models import Role, SellerMember

ROLES = (Role.ADMIN, Role.VIEWER)


def team(
    member: SellerMember,
    members: Sequence[SellerMember],
    language: str,
    *,
    link: str = "",
    role: Role | None = None,
    notice: str = "",
) -> Screen:
    """The members; to the owner also the ways to have more of them, or fewer."""
    with override(language):
        lines = [(str(one), str(one.get_role_display())) for one in members]
        link_role = str(role.label) if role else ""
        invite = [
            Button("➕ " + _("Invite: %(role)s") % {"role": one.label}, _invite(member, index))
            for index, one in enumerate(ROLES)
        ]
    text = render(
        "seller_team",
        language,
        members=lines,
        link=link,
        link_role=link_role,
        notice=notice,
    )
    rows: list[Row] = []
    if member.may_pay:
        rows += [[one] for one in invite]
        rows += [
            [Button(f"🗑 {one}", RemoveMember(one.pk))] for one in members if one.pk != member.pk
        ]
    rows.append(way_back(language, member.seller_id, OpenSellerSettings(member.seller_id)))
    return Screen(text, rows, route=OpenTeam(member.seller_id))


def sure(other: SellerMember, language: str) -> Screen:
    rows: list[Row] = [
        [seller_button(YES_REMOVE, language, RemoveMember(other.pk, 1))],
        [button(labels.CANCEL, language, OpenTeam(other.seller_id))],
    ]
    text = render("seller_remove_member", language, name=str(other))
    return Screen(text, rows, route=RemoveMember(other.pk))


def no_link(language: str) -> str:
    with override(language):
        return _("The link is being prepared. Press again in a moment.")


def _invite(member: SellerMember, index: int) -> InviteMember:
    return InviteMember(member.seller_id, index)
