"""Commands, menu button, name and descriptions of the bot."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.markup import check_url
from botapp.emulator.engine.state import Profile

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}$")
_LANGUAGE = re.compile(r"([a-z]{2})?$")


def _scope(engine: Engine, params: JSON) -> str:
    scope = params.get("scope") or {"type": "default"}
    parts = [scope["type"]]
    if "chat_id" in scope:
        chat = engine.chat(scope["chat_id"])
        if chat.private and scope["type"] != "chat":
            raise bad_request("chat is not a group")
        parts.append(str(chat.id))
    if "user_id" in scope:
        if scope["user_id"] <= 0:
            raise bad_request("Can't parse BotCommandScope: Invalid user_id specified")
        parts.append(str(scope["user_id"]))
    return "/".join([*parts, _language(params)])


def _language(params: JSON) -> str:
    language: str = params.get("language_code", "")
    if not _LANGUAGE.match(language):
        raise bad_request("Invalid language code specified")
    return language


def set_my_commands(engine: Engine, request: Request) -> bool:
    """The commands of the menu, for a scope and a language."""
    commands = request.params["commands"]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for command in commands:
        name = command["command"].removeprefix("/")
        if not _COMMAND.match(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": command["description"]})
    engine.state.profile.commands[_scope(engine, request.params)] = kept
    engine.journal.emit("profile")
    return True


def get_my_commands(engine: Engine, request: Request) -> list[JSON]:
    """The commands set for exactly this scope and language."""
    return engine.state.profile.commands.get(_scope(engine, request.params), [])


def delete_my_commands(engine: Engine, request: Request) -> bool:
    """Back to the next wider scope."""
    engine.state.profile.commands.pop(_scope(engine, request.params), None)
    engine.journal.emit("profile")
    return True


def commands_for(profile: Profile, chat_id: int, private: bool, language: str) -> list[JSON]:
    """The commands a person sees: the narrowest scope first, their language first."""
    kinds = "all_private_chats" if private else "all_group_chats"
    for scope in (f"chat/{chat_id}", kinds, "default"):
        for code in dict.fromkeys((language[:2], "")):
            found = profile.commands.get(f"{scope}/{code}")
            if found:
                return found
    return []


def text_for(profile: Profile, name: str, language: str) -> str:
    """The ``description`` or ``short_description`` that a person sees: in their language first."""
    texts = profile.texts
    return texts.get(f"{name}/{language[:2]}") or texts.get(f"{name}/") or ""


def set_chat_menu_button(engine: Engine, request: Request) -> bool:
    """The button beside the input field, of one private chat or of all."""
    params = request.params
    key = _menu_key(engine, params)
    button = params.get("menu_button") or {"type": "default"}
    if button["type"] == "web_app":
        if not button["text"].strip():
            raise bad_request("Can't parse menu button: button text must be non-empty")
        check_url(button["web_app"]["url"], "Menu button Web App", https=True)
    engine.state.profile.menu_buttons[key] = button
    engine.journal.emit("profile")
    return True


def get_chat_menu_button(engine: Engine, request: Request) -> JSON:
    """The button of this chat, or the default one."""
    buttons = engine.state.profile.menu_buttons
    button = buttons.get(_menu_key(engine, request.params)) or buttons.get("")
    return button or {"type": "commands"}


def _menu_key(engine: Engine, params: JSON) -> str:
    if "chat_id" not in params:
        return ""
    if not engine.chat(params["chat_id"]).private:
        raise bad_request("chat is not private")
    return str(params["chat_id"])


def _text(name: str, limit: int, refusal: str) -> tuple[Callable[..., bool], Callable[..., JSON]]:
    def put(engine: Engine, request: Request) -> bool:
        value = request.params.get(name, "")
        if len(value) > limit:
            raise bad_request(refusal)
        key = f"{name}/{_language(request.params)}"
        engine.state.profile.texts[key] = value
        engine.journal.emit("profile")
        return True

    def get(engine: Engine, request: Request) -> JSON:
        found = text_for(engine.state.profile, name, _language(request.params))
        if name == "name" and not found:
            found = engine.state.bot["first_name"]
        return {name: found}

    return put, get


_set_name, _get_name = _text("name", 64, "bot name is too long")
_set_about, _get_about = _text("description", 512, "bot description is too long")
_set_short, _get_short = _text("short_description", 120, "bot short description is too long")

METHODS: dict[str, Callable[..., Any]] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_about,
    "getMyDescription": _get_about,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
}
