"""One person in the bot and in the API: a code for a log-in there, a log-in joined here."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.keyboards import Row, button
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import (
    JoinTelegram,
    MakeApiCode,
    OpenApiAccess,
    OpenSeller,
    OpenSellerSettings,
)
from botapp.sellers.labels import GET_CODE, seller_button
from botapp.sellers.screens.common import way_back
from integrations.models import SellerMember
from integrations.sellers.join import GOOD_FOR


def access(member: SellerMember, language: str, *, code: str = "") -> Screen:
    """The member's log-in of the API, and a code by which it is set; shown once."""
    text = render(
        "seller_access",
        language,
        email=member.email if member.password else "",
        code=code,
        minutes=int(GOOD_FOR.total_seconds()) // 60,
        url=f"{settings.PUBLIC_URL}/api/v1/seller/auth/password",
        docs=f"{settings.PUBLIC_URL}/api/docs",
    )
    rows: list[Row] = [
        [seller_button(GET_CODE, language, MakeApiCode(member.seller_id))],
        way_back(language, member.seller_id, OpenSellerSettings(member.seller_id)),
    ]
    return Screen(text, rows, route=OpenApiAccess(member.seller_id))


def join(member: SellerMember, language: str) -> Screen:
    """Whether the one who opened the link is the one whose log-in it is."""
    with override(language):
        role = str(member.get_role_display())
        yes = Button("✅ " + _("Yes, it is my log-in"), JoinTelegram())
    text = render(
        "seller_join", language, company=str(member.seller), email=member.email, role=role
    )
    no = button(labels.CANCEL, language, OpenSeller())
    return Screen(text, [[yes], [no]], route=OpenSeller())


def link_used_up(language: str) -> str:
    with override(language):
        return _("This link is used up or too old. Ask for a new one by the API, please.")
