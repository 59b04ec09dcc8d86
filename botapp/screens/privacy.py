"""What analytics is told of a customer."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp.actions import Help, OpenPrivacy, SwitchTracking
from botapp.keyboards import way_back
from botapp.screen import Button, Screen, render


def privacy(services: Sequence[str], *, tracked: bool, policy_url: str, language: str) -> Screen:
    """Who is told what, and the button that ends or resumes it; `services` may be none."""
    text = render(
        "privacy", language, services=", ".join(services), tracked=tracked, policy_url=policy_url
    )
    with override(language):
        label = "🔕 " + _("Leave analytics") if tracked else "🔔 " + _("Take part in analytics")
    switch = Button(label, SwitchTracking(0 if tracked else 1))
    return Screen(text, [[switch], way_back(language, Help())], route=OpenPrivacy())


def switched(*, tracked: bool, language: str) -> str:
    with override(language):
        return _("You take part in analytics again") if tracked else _("Analytics leaves you alone")
