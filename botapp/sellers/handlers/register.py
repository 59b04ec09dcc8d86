"""Registering as a seller: consent, then name, e-mail and phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from botapp.callbacks import Callback
from botapp.incoming import Said
from botapp.question import Question, answer, hear
from botapp.screen import Screen
from botapp.screens.phone import phone_taken
from botapp.sellers import words
from botapp.sellers.actions import (
    AgreeAsSeller,
    AskSeller,
    JoinSellers,
    KeepSellerAnswer,
    OpenSeller,
)
from botapp.sellers.handlers.home import open_seller
from botapp.sellers.places import memberships
from botapp.sellers.screens import home as home_screens
from botapp.sellers.screens import register as screens
from botapp.sellers.screens.register import EMAIL, NAME, PHONE, QUESTIONS
from botapp.turn import Turn
from integrations.sellers.emails import clean_email
from integrations.sellers.register import register_seller
from orders.contact import clean_name, clean_phone
from shop.services.give_consent import give_consent, has_consented, kinds_to_agree_to

CHECKS: dict[str, Callable[[str], str]] = {
    NAME: clean_name,
    EMAIL: clean_email,
    PHONE: clean_phone,
}


def join(turn: Turn, _press: JoinSellers) -> Screen:
    """Consent first, once per version of the documents; who is a seller already, goes on."""
    if memberships(turn):
        return open_seller(turn, OpenSeller())
    turn.session.last_text_id = 0
    if has_consented(turn.customer):
        return ask(turn, NAME)
    newest, kinds = kinds_to_agree_to()
    return screens.consent(newest, kinds, turn.language)


def agree(turn: Turn, press: AgreeAsSeller) -> Screen:
    """Log the consent; if the documents have changed since they were shown, show them again."""
    newest, kinds = kinds_to_agree_to()
    if press.newest != newest:
        return screens.consent(newest, kinds, turn.language)
    give_consent(customer=turn.customer, source="bot")
    return ask(turn, NAME)


def ask_again(turn: Turn, place: AskSeller) -> Screen:
    if memberships(turn) or not has_consented(turn.customer):
        return join(turn, JoinSellers())
    step = QUESTIONS[place.index] if 0 <= place.index < len(QUESTIONS) else NAME
    return ask(turn, step)


def keep(turn: Turn, press: KeepSellerAnswer) -> Screen:
    """Answer with what is known from before."""
    if not has_consented(turn.customer):
        return join(turn, JoinSellers())
    step = QUESTIONS[press.index] if 0 <= press.index < len(QUESTIONS) else NAME
    return answer(turn, _question(turn, step), _known(turn, step))


def take_answer(turn: Turn, said: Said) -> Screen:
    """What was written in answer to the question that is open."""
    return hear(turn, said, _question(turn, turn.session.step))


def ask(turn: Turn, step: str, *, problem: str = "") -> Screen:
    turn.wait_for(step)
    index = QUESTIONS.index(step)
    back: Callback = AskSeller(index - 1) if index else OpenSeller()
    return screens.question(
        step,
        turn.language,
        place=AskSeller(index),
        back=back,
        known=_known(turn, step),
        problem=turn.notice(problem),
        number=index + 1,
    )


def _question(turn: Turn, step: str) -> Question:
    return Question(
        ask=lambda problem: ask(turn, step, problem=problem),
        check=CHECKS[step],
        keep=lambda text: _answered(turn, step, text),
        back=lambda: ask(turn, QUESTIONS[max(QUESTIONS.index(step) - 1, 0)]),
        cancel=lambda: open_seller(turn, OpenSeller()),
        explain=words.explain,
        takes_contact=step == PHONE,
    )


def _answered(turn: Turn, step: str, text: str) -> Screen:
    turn.answers[step] = text
    missing = next((one for one in QUESTIONS if not turn.answers.get(one)), None)
    if step != PHONE or missing is not None:
        return ask(turn, missing or PHONE)
    return _register(turn)


def _register(turn: Turn) -> Screen:
    if not memberships(turn):
        register_seller(
            company_name=turn.answers[NAME],
            email=turn.answers[EMAIL],
            phone=turn.answers[PHONE],
            customer=turn.customer,
        )
    taken = phone_taken(turn.answers[PHONE], turn.language)
    for step in QUESTIONS:
        turn.answers.pop(step, None)
    screen = open_seller(turn, OpenSeller(), home_screens.registered(turn.language))
    return replace(screen, notice=taken)


def _known(turn: Turn, step: str) -> str:
    """What an earlier answer, or the customer's own profile, says."""
    saved = {NAME: turn.customer.full_name, PHONE: turn.customer.phone_number}
    known: str = turn.answers.get(step) or saved.get(step, "")
    return known
