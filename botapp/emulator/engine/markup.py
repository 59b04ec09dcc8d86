"""Keyboards: what Telegram accepts under a message and below the input field."""

from __future__ import annotations

from urllib.parse import urlsplit

from botapp.emulator.engine.errors import JSON, bad_request

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_PRIVATE_ONLY = {
    "request_contact": "Phone number can be requested in private chats only",
    "request_location": "Location can be requested in private chats only",
    "request_poll": "Poll can be requested in private chats only",
    "request_users": "Users can be requested in private chats only",
    "request_chat": "Chats can be requested in private chats only",
    "request_managed_bot": "Managed bots can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
}
_STYLES = {"danger", "success", "primary"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_MAX_BUTTONS = 100


def check_markup(markup: JSON | None, *, private: bool, invoice: bool = False) -> JSON | None:
    """The keyboard without empty rows, or None; raises ApiError."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup, private=private, invoice=invoice)
    if "keyboard" in markup:
        return _reply(markup, private=private)
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= 64:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def _inline(markup: JSON, *, private: bool, invoice: bool) -> JSON | None:
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for number, row in enumerate(rows):
        for place, button in enumerate(row):
            _inline_button(button, private=private)
            if "pay" in button and (not invoice or number or place):
                raise bad_request("BUTTON_TYPE_INVALID")
    if invoice and rows and not rows[0][0].get("pay"):
        raise bad_request("REPLY_MARKUP_BUY_EMPTY")
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: JSON, *, private: bool) -> None:
    used = [
        name
        for name in _ACTIONS
        if name in button and not (name in {"url", "callback_data", "pay"} and not button[name])
    ]
    if not used:
        raise bad_request(
            "Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(used) > 1:
        raise bad_request(
            "Can't parse inline keyboard button: InlineKeyboardButton must have exactly one"
            f" optional field, found {' and '.join(used)}"
        )
    _label(button, "Inline keyboard button text must be non-empty", "inline keyboard button")
    if used == ["callback_data"] and len(button["callback_data"].encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if used == ["url"]:
        check_url(button["url"], "Inline keyboard button")
    if used == ["login_url"]:
        check_url(button["login_url"]["url"], "Inline keyboard button login", https=True)
    if used == ["web_app"]:
        check_url(button["web_app"]["url"], "Inline keyboard button Web App", https=True)
        if not private:
            raise bad_request("BUTTON_TYPE_INVALID")
    if used == ["copy_text"] and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _label(button: JSON, words: str, title: str) -> None:
    if not button["text"].strip():
        raise bad_request(words)
    if button.get("style") and button["style"].lower() not in _STYLES:
        raise bad_request(f"Can't parse {title}: invalid button style specified")


def _reply(markup: JSON, *, private: bool) -> JSON | None:
    rows = [row for row in markup["keyboard"] if row]
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= 64:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")
    for button in (button for row in rows for button in row):
        _label(button, "Keyboard button text must be non-empty", "keyboard button")
        for name, words in _PRIVATE_ONLY.items():
            if button.get(name) and not private:
                raise bad_request(words)
        if "web_app" in button:
            check_url(button["web_app"]["url"], "Keyboard button Web App", https=True)
    return markup | {"keyboard": rows} if rows else None


def check_url(url: str, owner: str, *, https: bool = False) -> None:
    """Raises ApiError unless the address is one Telegram opens.

    ``https`` addresses may be plain http on this machine, as in Telegram's test environment.
    """
    full = url if "://" in url or url.startswith(("tg:", "mailto:", "tel:")) else f"http://{url}"
    parts = urlsplit(full)
    reason = ""
    if not https and parts.scheme in {"tg", "ton", "tonsite", "mailto", "tel"}:
        return
    if parts.scheme not in {"http", "https"}:
        reason = "Unsupported URL protocol"
    elif not parts.hostname:
        reason = "URL host is empty"
    elif https and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        reason = "Only HTTPS links are allowed"
    elif "." not in parts.hostname and not (https and parts.hostname in _LOOPBACK):
        reason = "Wrong HTTP URL"
    if reason:
        raise bad_request(f"{owner} URL '{url}' is invalid: {reason}")
