"""Consent, the questions of checkout, and the confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import (
    Agree,
    AskStep,
    CancelCheckout,
    ConfirmOrder,
    DropComment,
    EditDetail,
    KeepAnswer,
    OpenCart,
    OpenConfirmation,
    OpenConsent,
    OpenDetails,
)
from botapp.callbacks import Callback
from botapp.keyboards import Row, button, way_back
from botapp.screen import Button, Screen, fit, render, shorten
from botapp.screens import promo
from botapp.screens.cart import cart_line
from botapp.screens.home import legal_pages
from botapp.screens.payment import Ways
from botapp.screens.phone import phone_question
from orders.contact import Contact
from orders.services.promo_codes import Applied
from orders.services.update_cart import CartView
from shop.money import format_money

NAME, PHONE, ADDRESS, COMMENT = "name", "phone", "address", "comment"
CONTACT = (NAME, PHONE, ADDRESS)
STEPS = (*CONTACT, COMMENT)
_LINES = 12


def consent(newest: int, kinds: Sequence[str], language: str) -> Screen:
    """What the customer is asked to agree to, before anything personal is asked."""
    rows: list[Row] = [
        [button(labels.I_AGREE, language, Agree(newest))],
        [button(labels.CANCEL, language, CancelCheckout())],
        way_back(language, OpenCart()),
    ]
    text = render("consent", language, documents=legal_pages(language, kinds))
    return Screen(text, rows, route=OpenConsent())


def question(
    step: str,
    language: str,
    *,
    known: str = "",
    problem: str = "",
    notice: str = "",
    alone: bool = False,
) -> Screen:
    """One question. `known` is an answer from before, `problem` why the last was refused.

    One that is asked `alone` is no step of a row, and Back leads to the choice of them.
    """
    index = STEPS.index(step)
    text = render("ask", language, step=step, number=0 if alone else index + 1, problem=problem)
    route = EditDetail(index) if alone else AskStep(index)
    if step == PHONE:
        return phone_question(text, language, route=route, known=known)
    rows: list[Row] = []
    if step == COMMENT:
        rows.append([button(labels.NO_COMMENT, language, DropComment())])
        rows.append([button(labels.BACK, language, OpenConfirmation())])
        return Screen(text, rows, route=route)
    if known:
        rows.append([Button(f"✅ {shorten(known, 50)}", KeepAnswer(index))])
    back: Callback = OpenCart() if step == NAME else AskStep(index - 1)
    back = OpenDetails() if alone else back
    rows.append(
        [button(labels.BACK, language, back), button(labels.CANCEL, language, CancelCheckout())]
    )
    return Screen(text, rows, route=route, notice=notice)


def cancelled_line(language: str) -> str:
    with override(language):
        return _("Checkout is cancelled. Your cart is as it was.")


def confirmation(
    view: CartView,
    contact: Contact,
    comment: str,
    ways: Ways,
    *,
    total: Decimal,
    applied: Sequence[Applied] = (),
    currency: str,
    language: str,
    problem: str = "",
    notice: str = "",
) -> Screen:
    """Everything about the order to be, and `Confirm Order`.

    `total` is what is to be paid once the codes `applied` have taken off theirs.
    """
    changed_first = sorted(enumerate(view.lines, 1), key=lambda pair: pair[1].old_price is None)

    def draw(count: int) -> str:
        return render(
            "confirmation",
            language,
            problem=problem,
            notice=notice,
            lines=[
                cart_line(line, number, currency, language)
                for number, line in sorted(changed_first[:count], key=lambda pair: pair[0])
            ],
            more=max(0, len(view.lines) - count),
            codes=promo.lines(applied, currency, language),
            total=format_money(total, currency, language),
            contact=contact,
            comment=comment,
            payment=ways.title(language),
            ways=ways,
        )

    rows: list[Row] = [
        [button(labels.CONFIRM_ORDER, language, ConfirmOrder(view.version))],
        [
            button(labels.CHANGE_COMMENT if comment else labels.COMMENT, language, AskStep(3)),
            button(labels.CHANGE_DETAILS, language, OpenDetails()),
        ],
        *promo.rows_of_confirmation(applied, language),
        *ways.rows_of_confirmation(language),
        [button(labels.CANCEL, language, CancelCheckout())],
        way_back(language, AskStep(STEPS.index(PHONE if view.is_digital else ADDRESS))),
    ]
    return Screen(fit(draw, min(_LINES, len(view.lines))), rows, route=OpenConfirmation())


def details(contact: Contact, language: str, *, steps: int) -> Screen:
    """Which of the first `steps` answers is to be changed."""
    answers = (contact.full_name, contact.phone_number, contact.shipping_address)
    rows: list[Row] = [
        [Button(f"{icon} {shorten(answer, 50)}", EditDetail(index))]
        for index, (icon, answer) in enumerate(zip("👤📱📍"[:steps], answers, strict=False))
    ]
    rows.append(way_back(language, OpenConfirmation()))
    return Screen(render("details", language), rows, route=OpenDetails())


def contact_of(answers: Mapping[str, str], *, needs_address: bool = True) -> Contact | None:
    """The contact that has been answered so far, if all of it has."""
    needed = CONTACT if needs_address else (NAME, PHONE)
    if not all(answers.get(step) for step in needed):
        return None
    return Contact(answers[NAME], answers[PHONE], answers.get(ADDRESS, ""))
