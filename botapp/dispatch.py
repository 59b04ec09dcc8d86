"""The database's half of an update: claim it, let a handler act, say what is to be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.utils import timezone

from botapp.callbacks import Callback, UnknownCallbackError
from botapp.incoming import Incoming, Press, Said, Sender
from botapp.models import Session, UpdateClaim
from botapp.screen import Screen
from botapp.screens.messages import out_of_date
from botapp.sections import PressHandler, sections
from botapp.turn import Turn
from botapp.uploads import known_file_id
from integrations.telegram.pauses import pause_of
from shop import audit
from shop.models import Customer
from shop.telegram_profile import refresh_profile

log = structlog.get_logger(__name__)

SHOWING = timedelta(seconds=10)
FALLBACK = "fallback"
HOME = "start"
_KEYS_CLOSED = "👌"


@dataclass(frozen=True)
class Reply:
    """What Telegram is to be told for an update; `version` is the session's that it shows.

    `target_id` is the message to edit, `old_screen_id` the one to take away. `wait` is how long
    Telegram wants no call to this chat.
    """

    chat_id: int
    version: int
    screen: Screen | None = None
    query_id: str = ""
    toast: str = ""
    alert: bool = False
    target_id: int | None = None
    target_has_photo: bool = False
    old_screen_id: int | None = None
    file_id: str = ""
    wait: float = 0.0


@dataclass(frozen=True)
class InFlight:
    """The update was taken before, and until `until` somebody is trusted to be answering it."""

    until: datetime


def take(incoming: Incoming) -> Reply | InFlight | None:
    """Give `incoming` its effect, once; what is to be shown, or None when all has been done.

    Runs in one transaction. A repeated update has no second effect: if its screen is not known
    to have been shown, the screen of now is the answer.
    """
    audit.act_as(f"customer:{incoming.sender.id}")
    is_new = _claim(incoming.update_id)
    session, first_seen = _lock_session(incoming.sender)
    turn = Turn(session.customer, session, incoming, is_new=first_seen)
    if not is_new:
        return _take_again(turn)
    learned = _learn(session.customer, incoming.sender)
    standing, session.notice = session.notice, ""
    press, screen = incoming.press, _answer(turn)
    if learned:
        session.customer.save(update_fields=learned)
    if screen is None:
        session.notice = standing
        session.save(update_fields=["step", "data", "last_text_id", "updated_at"])
        return reply_of(turn, None)
    screen = _with_keys_closed(session, screen)
    session.route = screen.route.pack() if screen.route else session.route
    session.version += 1
    session.target_id = press.message_id if press and not _answers_below(press) else None
    session.target_has_photo = bool(press and press.on_photo)
    session.shown_by = timezone.now() + SHOWING
    session.save()
    return reply_of(turn, screen)


def redraw(chat_id: int) -> Reply | None:
    """The screen that a customer should be seeing, drawn anew; None when there is none."""
    session = _locked(chat_id)
    return _draw_again(Turn(session.customer, session)) if session and session.route else None


def redraw_missed(chat_id: int) -> Reply | None:
    """The same, but only if it was never shown and nobody is showing it now."""
    session = _locked(chat_id)
    taken = _take_again(Turn(session.customer, session)) if session else None
    return taken if isinstance(taken, Reply) else None


def _locked(chat_id: int) -> Session | None:
    sessions = Session.objects.select_for_update(of=("self",)).select_related("customer")
    return sessions.filter(pk=chat_id).first()


def _claim(update_id: int) -> bool:
    """Whether the update is new: its row is written, or waits for whoever writes it now."""
    table = connection.ops.quote_name(UpdateClaim._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (update_id, claimed_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
            [update_id, timezone.now()],
        )
        return bool(cursor.rowcount)


def _lock_session(sender: Sender) -> tuple[Session, bool]:
    """The person's session, made when there is none; and whether nobody knew of them before."""
    session, first_seen = _locked(sender.id), False
    if session is None:
        first_seen = not Customer.objects.filter(pk=sender.id).exists()
        newcomer = Customer(id=sender.id)
        _learn(newcomer, sender)
        Customer.objects.bulk_create([newcomer], ignore_conflicts=True)
        Session.objects.bulk_create([Session(customer_id=sender.id)], ignore_conflicts=True)
        session = _locked(sender.id)
    if session is None:
        raise RuntimeError(f"the session of {sender.id} went away while it was made")
    return session, first_seen


def _learn(customer: Customer, sender: Sender) -> list[str]:
    return refresh_profile(
        customer,
        full_name=sender.full_name,
        username=sender.username,
        language=sender.language,
    )


def _take_again(turn: Turn) -> Reply | InFlight | None:
    session = turn.session
    if session.is_shown or not session.route:
        return None
    now = timezone.now()
    if session.shown_by and session.shown_by > now:
        return InFlight(session.shown_by)
    session.shown_by = now + SHOWING
    session.save(update_fields=["shown_by"])
    return _draw_again(turn)


def _draw_again(turn: Turn) -> Reply | None:
    """The session's screen of now; the main menu when its route is of an older version."""
    try:
        handler, callback = _meaning(turn.session.route)
    except (UnknownCallbackError, KeyError):
        screen = sections().commands[HOME](turn, "")
    else:
        screen = handler(turn, callback)
    return reply_of(turn, _with_keys_closed(turn.session, screen)) if screen else None


def _meaning(data: str) -> tuple[PressHandler, Callback]:
    """The handler for a button's data. Raises UnknownCallbackError or KeyError if there is none."""
    presses = sections().presses  # first: loading the sections is what makes callbacks known
    callback = Callback.unpack(data)
    return presses[type(callback)], callback


def reply_of(turn: Turn, screen: Screen | None) -> Reply:
    session = turn.session
    press = turn.incoming.press if turn.incoming else None
    return Reply(
        chat_id=session.pk,
        version=session.version,
        screen=screen,
        query_id=press.query_id if press else "",
        toast=turn.toast,
        alert=turn.alert,
        target_id=session.target_id,
        target_has_photo=session.target_has_photo,
        old_screen_id=session.screen_id,
        file_id=known_file_id(screen.photo) if screen and screen.photo else "",
        wait=pause_of(session.pk),
    )


def _answer(turn: Turn) -> Screen | None:
    incoming = turn.incoming
    if incoming is None:
        raise ValueError("a turn without an update has nothing to answer")
    if incoming.press is not None:
        return _answer_press(turn, incoming.press)
    if incoming.said is not None:
        return _answer_said(turn, incoming.said)
    return None


def _answer_press(turn: Turn, press: Press) -> Screen | None:
    try:
        handler, callback = _meaning(press.data.removeprefix("+"))
    except (UnknownCallbackError, KeyError):
        log.info("bot.unknown_button", data=press.data)
        turn.toast = out_of_date(turn.language)
        return sections().commands[HOME](turn, "")
    asked = turn.session.step
    turn.wait_for("")
    screen = handler(turn, callback)
    if screen is None:
        turn.wait_for(asked)
    return screen


def _answer_said(turn: Turn, said: Said) -> Screen | None:
    known = sections()
    if said.command:
        turn.wait_for("")
        return known.commands.get(said.command, known.commands[FALLBACK])(turn, said.text)
    step = known.steps.get(turn.session.step, known.steps[FALLBACK])
    return step(turn, said)


def _with_keys_closed(session: Session, screen: Screen) -> Screen:
    """Telegram's keyboard stays until a message takes it away: see that the next one does."""
    if session.keys_open and screen.keys is None and not screen.notice:
        return replace(screen, notice=_KEYS_CLOSED)
    return screen


def _answers_below(press: Press) -> bool:
    return press.data.startswith("+")
