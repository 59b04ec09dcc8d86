"""Consent, the questions of checkout, and the confirmation."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import (
    Agree,
    AskStep,
    CancelCheckout,
    ConfirmOrder,
    DropComment,
    KeepAnswer,
    OpenCart,
    OpenConfirmation,
    OpenConsent,
)
from botapp.keyboards import Row, button
from botapp.screen import Button, ReplyKeys, Screen, fit, render, shorten
from botapp.screens.cart import cart_line
from botapp.screens.home import legal_links
from botapp.screens.payment import Ways
from orders.contact import Contact
from orders.services.update_cart import CartView
from shop.money import format_money

NAME, PHONE, ADDRESS, COMMENT = "name", "phone", "address", "comment"
STEPS = (NAME, PHONE, ADDRESS, COMMENT)
_LINES = 12


def consent(newest: int, language: str) -> Screen:
    """What the customer is asked to agree to, before anything personal is asked."""
    rows: list[Row] = [
        [button(labels.I_AGREE, language, Agree(newest))],
        [button(labels.CANCEL, language, CancelCheckout())],
    ]
    return Screen(render("consent", language, **legal_links(language)), rows, route=OpenConsent())


def question(
    step: str, language: str, *, known: str = "", problem: str = "", notice: str = ""
) -> Screen:
    """One question. `known` is an answer from before, `problem` why the last was refused."""
    index = STEPS.index(step)
    text = render("ask", language, step=step, number=index + 1, problem=problem)
    route = AskStep(index)
    if step == PHONE:
        words = [known] if known else []
        words += [labels.label(labels.BACK, language), labels.label(labels.CANCEL, language)]
        keys = ReplyKeys(labels.label(labels.SHARE_PHONE, language), words, "+7 900 123-45-67")
        return Screen(text, keys=keys, route=route)
    rows: list[Row] = []
    if step == COMMENT:
        rows.append([button(labels.NO_COMMENT, language, DropComment())])
        rows.append([button(labels.BACK, language, OpenConfirmation())])
        return Screen(text, rows, route=route)
    if known:
        rows.append([Button(f"✅ {shorten(known, 50)}", KeepAnswer(index))])
    back = OpenCart() if step == NAME else AskStep(index - 1)
    rows.append(
        [button(labels.BACK, language, back), button(labels.CANCEL, language, CancelCheckout())]
    )
    return Screen(text, rows, route=route, notice=notice)


def phone_taken(phone: str, language: str) -> str:
    """The line that takes Telegram's contact keyboard away."""
    with override(language):
        return _("📱 Your number: %(phone)s") % {"phone": phone}


def cancelled_line(language: str) -> str:
    with override(language):
        return _("Checkout is cancelled. Your cart is as it was.")


def confirmation(
    view: CartView,
    contact: Contact,
    comment: str,
    ways: Ways,
    *,
    currency: str,
    language: str,
    problem: str = "",
) -> Screen:
    """Everything about the order to be, and `Confirm Order`."""
    changed_first = sorted(enumerate(view.lines, 1), key=lambda pair: pair[1].old_price is None)

    def draw(count: int) -> str:
        return render(
            "confirmation",
            language,
            problem=problem,
            lines=[
                cart_line(line, number, currency, language)
                for number, line in sorted(changed_first[:count], key=lambda pair: pair[0])
            ],
            more=max(0, len(view.lines) - count),
            total=format_money(view.total, currency, language),
            contact=contact,
            comment=comment,
            payment=ways.title(language),
            ways=ways,
        )

    rows: list[Row] = [
        [button(labels.CONFIRM_ORDER, language, ConfirmOrder(view.version))],
        [
            button(labels.CHANGE_COMMENT if comment else labels.COMMENT, language, AskStep(3)),
            button(labels.CHANGE_DETAILS, language, AskStep(0)),
        ],
        *ways.rows_of_confirmation(language),
        [button(labels.CANCEL, language, CancelCheckout())],
    ]
    return Screen(fit(draw, min(_LINES, len(view.lines))), rows, route=OpenConfirmation())


def contact_of(answers: Mapping[str, str], *, needs_address: bool = True) -> Contact | None:
    """The contact that has been answered so far, if all of it has."""
    needed = (NAME, PHONE, ADDRESS) if needs_address else (NAME, PHONE)
    if not all(answers.get(step) for step in needed):
        return None
    return Contact(answers[NAME], answers[PHONE], answers.get(ADDRESS, ""))
