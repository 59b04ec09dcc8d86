"""The customer's say in whether analytics hears of them."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from botapp.actions import OpenPrivacy, SwitchTracking
from botapp.screen import Screen
from botapp.screens import privacy as screens
from botapp.sections import Section
from botapp.turn import Turn
from shop.tracking import followers


def open_privacy(turn: Turn, _place: OpenPrivacy) -> Screen:
    return screens.privacy(
        list(dict.fromkeys(follower.label for follower in followers())),
        tracked=turn.customer.tracking_off_at is None,
        policy_url=f"{settings.PUBLIC_URL}/privacy/?lang={turn.language}",
        language=turn.language,
    )


def switch_tracking(turn: Turn, press: SwitchTracking) -> Screen:
    """Do what the button says; a second press of it changes nothing."""
    customer = turn.customer
    if press.on != (customer.tracking_off_at is None):
        customer.tracking_off_at = None if press.on else timezone.now()
        customer.save(update_fields=["tracking_off_at"])
    turn.toast = screens.switched(tracked=bool(press.on), language=turn.language)
    return open_privacy(turn, OpenPrivacy())


section = Section(presses={OpenPrivacy: open_privacy, SwitchTracking: switch_tracking})
