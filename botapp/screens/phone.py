"""The question for a phone number, which Telegram's own button answers too."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.callbacks import Callback
from botapp.screen import ReplyKeys, Screen


def phone_question(text: str, language: str, *, route: Callback, known: str = "") -> Screen:
    """`text` above the keys: share it, the number that is `known` from before, Back, Cancel."""
    words = [known] if known else []
    words += [labels.label(labels.BACK, language), labels.label(labels.CANCEL, language)]
    with override(language):
        example = _("+1 555 123-45-67")
    keys = ReplyKeys(labels.label(labels.SHARE_PHONE, language), words, example)
    return Screen(text, keys=keys, route=route)


def phone_taken(phone: str, language: str) -> str:
    """The line that takes Telegram's contact keyboard away."""
    with override(language):
        return _("📱 Your number: %(phone)s") % {"phone": phone}
