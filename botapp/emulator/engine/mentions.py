"""Mentions of people by their id, as ``tg://user?id=`` links make them."""

from __future__ import annotations

from botapp.emulator.engine.errors import JSON
from botapp.emulator.engine.state import State, User

_ENTITIES = ("entities", "caption_entities")


def name_people(state: State, content: JSON) -> JSON:
    """The content of a message with whole users in its ``text_mention`` entities.

    Of a person the bot has never met no mention is left, only the text, as in Telegram.
    """
    named = dict(content)
    for key in _ENTITIES:
        if key not in content:
            continue
        entities = [one for one in (_named(state, entity) for entity in content[key]) if one]
        if entities:
            named[key] = entities
        else:
            del named[key]
    return named


def _named(state: State, entity: JSON) -> JSON | None:
    if entity["type"] != "text_mention":
        return entity
    number = entity.get("user", {}).get("id", 0)
    user = state.bot if number == state.bot["id"] else None
    if (person := state.users.get(number)) is not None and _is_met(state, person):
        user = person.as_json()
    return entity | {"user": user} if user else None


def _is_met(state: State, person: User) -> bool:
    return any(chat.started and person.id in chat.members for chat in state.chats.values())
