"""Settings: profile, schedule, notifications."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, override

from botapp import labels
from botapp.keyboards import Row, button, columns
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import (
    AskProfile,
    AskTimes,
    OpenAccounts,
    OpenApiAccess,
    OpenBilling,
    OpenNotices,
    OpenProfile,
    OpenSchedule,
    OpenSchedules,
    OpenSellerSettings,
    OpenTeam,
    SetNotice,
    SetSchedule,
    SetZone,
)
from botapp.sellers.labels import (
    API_ACCESS,
    KEYS,
    NOTIFICATIONS,
    PROFILE,
    SCHEDULE,
    SUBSCRIPTION,
    TEAM,
    seller_button,
)
from botapp.sellers.screens.common import line_of, way_back, when
from integrations.models import MarketplaceAccount, Seller, SellerMember

SCHEDULES = list(MarketplaceAccount.Schedule)
NOTICES = (
    ("notify_sync_failed", gettext_lazy("A sync failed")),
    ("notify_key_expired", gettext_lazy("A key stopped working")),
    ("notify_low_stock", gettext_lazy("Low stock")),
    ("notify_price_change", gettext_lazy("Changed prices")),
)
# Russia's own, from west to east.
_ZONE_NAMES = {
    "Europe/Kaliningrad": gettext_noop("Kaliningrad"),
    "Europe/Moscow": gettext_noop("Moscow"),
    "Europe/Samara": gettext_noop("Samara"),
    "Asia/Yekaterinburg": gettext_noop("Yekaterinburg"),
    "Asia/Omsk": gettext_noop("Omsk"),
    "Asia/Novosibirsk": gettext_noop("Novosibirsk"),
    "Asia/Krasnoyarsk": gettext_noop("Krasnoyarsk"),
    "Asia/Irkutsk": gettext_noop("Irkutsk"),
    "Asia/Yakutsk": gettext_noop("Yakutsk"),
    "Asia/Vladivostok": gettext_noop("Vladivostok"),
    "Asia/Magadan": gettext_noop("Magadan"),
    "Asia/Kamchatka": gettext_noop("Kamchatka"),
}
ZONES = tuple(_ZONE_NAMES)


def settings(member: SellerMember, language: str) -> Screen:
    seller_id = member.seller_id
    with override(language):
        role = str(member.get_role_display())
    text = render("seller_settings", language, company=str(member.seller), role=role)
    rows: list[Row] = [
        [
            seller_button(PROFILE, language, OpenProfile(seller_id)),
            seller_button(KEYS, language, OpenAccounts(seller_id)),
        ],
        [
            seller_button(SCHEDULE, language, OpenSchedules(seller_id)),
            seller_button(NOTIFICATIONS, language, OpenNotices(seller_id)),
        ],
        [
            seller_button(TEAM, language, OpenTeam(seller_id)),
            seller_button(SUBSCRIPTION, language, OpenBilling(seller_id)),
        ],
        [seller_button(API_ACCESS, language, OpenApiAccess(seller_id))],
        way_back(language, seller_id),
    ]
    return Screen(text, rows, route=OpenSellerSettings(seller_id))


def profile(seller: Seller, language: str, *, may_change: bool) -> Screen:
    text = render(
        "seller_profile",
        language,
        company=seller.company_name,
        email=seller.email,
        phone=seller.phone,
        zone=zone_words(seller.time_zone, language),
    )
    rows: list[Row] = []
    if may_change:
        with override(language):
            names = ("👤 " + _("Name"), "✉️ E-mail", "📱 " + _("Phone"))
            clock = Button("🌍 " + _("Time zone"), SetZone(seller.pk))
        asked = [Button(name, AskProfile(seller.pk, index)) for index, name in enumerate(names)]
        rows += columns([*asked, clock], 2)
    rows.append(way_back(language, seller.pk, OpenSellerSettings(seller.pk)))
    return Screen(text, rows, route=OpenProfile(seller.pk))


def zones(seller: Seller, language: str) -> Screen:
    """The time zones to choose from."""
    buttons = [
        Button(
            f"{'● ' if name == seller.time_zone else ''}{zone_words(name, language)}",
            SetZone(seller.pk, at),
        )
        for at, name in enumerate(ZONES)
    ]
    with override(language):
        text = "🌍 " + _("By which clock do you live?")
    rows = [*columns(buttons, 2), way_back(language, seller.pk, OpenProfile(seller.pk))]
    return Screen(text, rows, route=SetZone(seller.pk))


def zone_words(name: str, language: str) -> str:
    """A zone by its city."""
    with override(language):
        return _(_ZONE_NAMES.get(name) or name.rpartition("/")[2].replace("_", " "))


def schedule(account: MarketplaceAccount, language: str, *, may_change: bool) -> Screen:
    """When the account is synced, and with it the sheet refreshed."""
    seller = account.seller
    with override(language):
        now = str(account.get_schedule_display())
        names = [str(one.label) for one in SCHEDULES]
    text = render(
        "seller_schedule",
        language,
        title=line_of(account, language).title,
        now=now,
        times=", ".join(account.sync_times),
        zone=zone_words(seller.time_zone, language),
        next=when(account.next_sync_at, seller, language),
    )
    rows: list[Row] = []
    for index, one in enumerate(SCHEDULES if may_change else ()):
        mark = "● " if one == account.schedule else ""
        own = one == MarketplaceAccount.Schedule.OWN
        to = AskTimes(account.pk) if own else SetSchedule(account.pk, index)
        rows.append([Button(mark + names[index], to)])
    rows.append(way_back(language, seller.pk, OpenSellerSettings(seller.pk)))
    return Screen(text, rows, route=OpenSchedule(account.pk))


def times(account: MarketplaceAccount, language: str, problem: str = "") -> Screen:
    """At which times of their own."""
    zone = zone_words(account.seller.time_zone, language)
    text = render("seller_times", language, problem=problem, zone=zone)
    back = button(labels.BACK, language, OpenSchedule(account.pk))
    return Screen(text, [[back]], route=AskTimes(account.pk))


def notices(seller: Seller, language: str) -> Screen:
    """What the seller wants to be told; a press switches it."""
    rows: list[Row] = []
    with override(language):
        for index, (switch, name) in enumerate(NOTICES):
            on = getattr(seller, switch)
            label = f"{'🔔' if on else '🔕'} {name}: " + (_("on") if on else _("off"))
            rows.append([Button(label, SetNotice(seller.pk, index, 0 if on else 1))])
    rows.append(way_back(language, seller.pk, OpenSellerSettings(seller.pk)))
    return Screen(render("seller_notices", language), rows, route=OpenNotices(seller.pk))


def which_schedule(seller: Seller, accounts: Sequence[MarketplaceAccount], language: str) -> Screen:
    buttons: list[Row] = [[Button(str(one), OpenSchedule(one.pk))] for one in accounts]
    rows = [*buttons, way_back(language, seller.pk, OpenSellerSettings(seller.pk))]
    return Screen(render("seller_which", language), rows, route=OpenSchedules(seller.pk))


def bad_times(language: str, most: int) -> str:
    with override(language):
        return _("Write times like 09:00, 18:30: %(most)s at the most.") % {"most": most}
