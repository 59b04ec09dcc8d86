"""The bot is made of sections (shop, checkout, …), each registered in `settings.BOT_SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from botapp.callbacks import Callback
from botapp.incoming import Said
from botapp.screen import Screen
from botapp.turn import Turn

PressHandler = Callable[[Turn, Any], Screen | None]
CommandHandler = Callable[[Turn, str], Screen | None]
StepHandler = Callable[[Turn, Said], Screen | None]


@dataclass(frozen=True)
class MenuEntry:
    """A button of the main menu; the lower `order`, the higher it stands.

    `is_shown` says whether it is there now, for what the settings switch on and off.
    """

    label: str | Promise
    callback: Callback
    order: int
    is_shown: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Section:
    """What a part of the bot answers to.

    `presses` by the class of callback, `commands` by name (with a description for Telegram's
    command menu, or none to keep it out of there), `steps` by the session's step: free text.
    `starts` by what a deep link begins with, up to `_`: `/start seller`, `/start invite_x`.
    Handlers run inside a transaction and return the screen to show, or None for just a toast.
    """

    presses: Mapping[type[Callback], PressHandler] = field(default_factory=dict)
    commands: Mapping[str, CommandHandler] = field(default_factory=dict)
    descriptions: Mapping[str, str | Promise] = field(default_factory=dict)
    steps: Mapping[str, StepHandler] = field(default_factory=dict)
    starts: Mapping[str, CommandHandler] = field(default_factory=dict)
    menu: Sequence[MenuEntry] = ()


@dataclass(frozen=True)
class Sections:
    """All sections of this store, merged."""

    presses: dict[type[Callback], PressHandler]
    commands: dict[str, CommandHandler]
    descriptions: dict[str, str | Promise]
    steps: dict[str, StepHandler]
    starts: dict[str, CommandHandler]
    menu: list[MenuEntry]


@cache
def sections() -> Sections:
    """The registered sections, in the order of the registry."""
    found: list[Section] = [import_string(path) for path in settings.BOT_SECTIONS]
    return Sections(
        presses={kind: handler for section in found for kind, handler in section.presses.items()},
        commands={name: handler for section in found for name, handler in section.commands.items()},
        descriptions={
            name: text for section in found for name, text in section.descriptions.items()
        },
        steps={name: handler for section in found for name, handler in section.steps.items()},
        starts={name: handler for section in found for name, handler in section.starts.items()},
        menu=sorted(
            (entry for section in found for entry in section.menu), key=lambda entry: entry.order
        ),
    )
