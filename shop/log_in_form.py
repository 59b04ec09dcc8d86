"""The admin's log-in form: tries are counted before they are made.

Not in `shop.admin`: unfold asks for it before the admin is there.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext
from unfold.forms import AuthenticationForm

from shop.log_in import TooManyAttemptsError, attempt_log_in


class LogInForm(AuthenticationForm):  # type: ignore[misc]  # unfold is untyped
    def clean(self) -> dict[str, Any]:
        address = str(self.request.META.get("REMOTE_ADDR", ""))
        try:
            attempt = attempt_log_in(self.cleaned_data.get("username") or "", address)
        except TooManyAttemptsError as refusal:
            raise ValidationError(wait_words(refusal.wait), code="too_many") from refusal
        cleaned: dict[str, Any] = super().clean()
        attempt.succeeded()
        return cleaned


def wait_words(seconds: int) -> str:
    """`Too many wrong tries. Try again in 5 minutes.`"""
    minutes = -(-seconds // 60)
    text = ngettext(
        "Too many wrong tries. Try again in %(n)d minute.",
        "Too many wrong tries. Try again in %(n)d minutes.",
        minutes,
    )
    return text % {"n": minutes}
