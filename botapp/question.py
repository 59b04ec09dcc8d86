"""A question that is answered by a message: asked until the answer holds, or left by a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from botapp import labels
from botapp.incoming import Said
from botapp.screen import Screen
from botapp.screens import messages
from botapp.turn import Turn
from shop.errors import StoreError


@dataclass(frozen=True)
class Question:
    """`ask` draws it, with what is wrong with the last answer, if anything is.

    `check` cleans an answer or raises StoreError, `keep` takes a clean one and goes on. With
    `takes_contact` a shared contact answers it.
    """

    ask: Callable[[str], Screen]
    check: Callable[[str], str]
    keep: Callable[[str], Screen]
    back: Callable[[], Screen]
    cancel: Callable[[], Screen]
    explain: Callable[[StoreError, str], str] = messages.explain
    takes_contact: bool = False


def hear(turn: Turn, said: Said, question: Question) -> Screen:
    """What was said in answer to `question`; an older message than the last answer is none."""
    if said.message_id <= turn.session.last_text_id:
        return question.ask("")
    match labels.reply_key(said.text):
        case labels.CANCEL:
            return question.cancel()
        case labels.BACK:
            return question.back()
        case labels.SHARE_PHONE:
            return question.ask("")
    text = said.phone_number if question.takes_contact and said.phone_number else said.text
    if not text:
        return question.ask(messages.words_please(turn.language))
    return answer(turn, question, text, said)


def answer(turn: Turn, question: Question, text: str, said: Said | None = None) -> Screen:
    """Go on with `text`, if it answers the question; `said` is the message it stood in."""
    try:
        clean = question.check(text)
    except StoreError as error:
        return question.ask(question.explain(error, turn.language))
    if said is not None:
        turn.session.last_text_id = said.message_id
    return question.keep(clean)
