"""Registering: consent and three questions, which the profile asks again."""

from __future__ import annotations

from collections.abc import Sequence

from botapp import labels
from botapp.callbacks import Callback
from botapp.keyboards import Row, button
from botapp.screen import Button, Screen, render, shorten
from botapp.screens.home import legal_pages
from botapp.screens.phone import phone_question
from botapp.sellers.actions import AgreeAsSeller, JoinSellers, KeepSellerAnswer, OpenSeller

NAME, EMAIL, PHONE = "seller_name", "seller_email", "seller_phone"
QUESTIONS = (NAME, EMAIL, PHONE)


def consent(newest: int, kinds: Sequence[str], language: str) -> Screen:
    """What a seller is asked to agree to, before anything personal is asked."""
    rows: list[Row] = [
        [button(labels.I_AGREE, language, AgreeAsSeller(newest))],
        [button(labels.CANCEL, language, OpenSeller())],
    ]
    text = render("seller_consent", language, documents=legal_pages(language, kinds))
    return Screen(text, rows, route=JoinSellers())


def question(
    step: str,
    language: str,
    *,
    place: Callback,
    back: Callback,
    known: str = "",
    problem: str = "",
    notice: str = "",
    number: int = 0,
) -> Screen:
    """One question. `known` is an answer from before; `number` counts those of registering."""
    text = render("seller_ask", language, step=step, number=number, problem=problem)
    if step == PHONE:
        return phone_question(text, language, route=place, known=known)
    rows: list[Row] = []
    if known and number:
        rows.append([Button(f"✅ {shorten(known, 50)}", KeepSellerAnswer(QUESTIONS.index(step)))])
    rows.append(
        [button(labels.BACK, language, back), button(labels.CANCEL, language, OpenSeller())]
    )
    return Screen(text, rows, route=place, notice=notice)
