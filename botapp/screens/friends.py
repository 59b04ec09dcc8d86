"""The customer's page of friends: their link, and what it has brought."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import OpenFriends, OpenWallet
from botapp.keyboards import Row, button, way_back
from botapp.screen import Button, Screen, render
from orders.models import Reward
from orders.referrals import Earnings
from shop.models import StoreSettings
from shop.money import format_money


def friends(
    link: str, earnings: Earnings, last: Sequence[Reward], store: StoreSettings, language: str
) -> Screen:
    """Whom they invited is counted, not named: friends' orders are their own affair."""
    with override(language):
        share = _("Share the link")
        invitation = _("Have a look at %(store)s:") % {"store": store.text_of("name", language)}
        rewards = [
            {
                "day": date_format(timezone.localtime(reward.created_at), "j E"),
                "amount": format_money(reward.kept, reward.currency, language),
                "was": format_money(reward.amount, reward.currency, language)
                if reward.taken_back
                else "",
            }
            for reward in last
        ]
    text = render(
        "friends",
        language,
        link=link,
        percent=f"{store.referral_percent.normalize():f}",
        friends=earnings.friends,
        earned=format_money(earnings.earned, store.currency, language),
        balance=format_money(earnings.balance, store.currency, language),
        rewards=rewards,
    )
    rows: list[Row] = []
    if link:
        # https://core.telegram.org/widgets/share
        url = "https://t.me/share/url?" + urlencode({"url": link, "text": invitation})
        rows.append([Button(f"📣 {share}", url=url)])
    return Screen(text, [*rows, way_back(language)], route=OpenFriends())


def earned(amount: Decimal, balance: Decimal, currency: str, language: str) -> Screen:
    """That a friend's order or top-up has brought something."""
    text = render(
        "reward_earned",
        language,
        amount=format_money(amount, currency, language),
        balance=format_money(balance, currency, language),
    )
    rows = [[button(labels.BALANCE, language, OpenWallet(), below=True)]]
    return Screen(text, rows, stays=True)
