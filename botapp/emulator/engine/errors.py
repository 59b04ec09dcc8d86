"""Refusals of the Bot API: a code, the words Telegram uses, and their parameters."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]

_PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


class ApiError(Exception):
    """A call that is refused; becomes ``{"ok": false, "error_code", "description"}``."""

    def __init__(self, code: int, description: str, parameters: JSON | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class FieldError(Exception):
    """A value inside an object is wrong; the checker of the outer object names the place."""


class ActionError(Exception):
    """A person tried what their app would not let them do (a button that is not there…)."""


def refusal(code: int, words: str) -> ApiError:
    """An ApiError with Telegram's prefix: words start in lower case unless they are a CODE."""
    if len(words) > 1 and not (words[1] == "_" or words[1].isupper()):
        words = words[0].lower() + words[1:]
    return ApiError(code, f"{_PREFIXES[code]}: {words}")


def bad_request(words: str) -> ApiError:
    """400 in Telegram's words."""
    return refusal(400, words)


def forbidden(words: str) -> ApiError:
    """403 in Telegram's words."""
    return refusal(403, words)


def too_many_requests(retry_after: int) -> ApiError:
    """429 with the seconds to wait, in the text and in ``parameters``."""
    text = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, text, {"retry_after": retry_after})
