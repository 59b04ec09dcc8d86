"""From the cart to the order: consent, three questions, one confirmation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy

from botapp.actions import (
    Agree,
    AskStep,
    CancelCheckout,
    Checkout,
    ConfirmOrder,
    DropComment,
    EditDetail,
    KeepAnswer,
    OpenCart,
    OpenConfirmation,
    OpenConsent,
    OpenDetails,
    OrderPlaced,
    UseWallet,
)
from botapp.callbacks import Callback, UnknownCallbackError
from botapp.checkout_price import (
    Price,
    codes_of,
    drop_refused,
    price_of,
    remember_shown,
    shown_total,
)
from botapp.handlers.cart import open_cart, show_cart
from botapp.handlers.home import is_under_way, open_home
from botapp.handlers.orders import show_placed
from botapp.incoming import Said
from botapp.question import Question, answer, hear
from botapp.screen import Screen
from botapp.screens import checkout as screens
from botapp.screens import messages
from botapp.screens.checkout import ADDRESS, COMMENT, NAME, PHONE, STEPS
from botapp.screens.orders import placed
from botapp.screens.payment import Ways
from botapp.screens.phone import phone_taken
from botapp.sections import Section
from botapp.settle import CUSTOMER_MESSAGES
from botapp.turn import Turn
from orders.contact import Contact, clean_address, clean_comment, clean_name, clean_phone
from orders.limits import check_all
from orders.models import CartItem, Order
from orders.payments import offered
from orders.services.move_wallet import balance_to_use
from orders.services.place_cart_order import place_cart_order
from orders.services.update_cart import CartLine, CartView, view_cart
from orders.track_lines import track_lines
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings
from shop.money import format_money
from shop.services.give_consent import give_consent, has_consented, kinds_to_agree_to

_CHECKS: dict[str, Callable[[str], str]] = {
    NAME: clean_name,
    PHONE: clean_phone,
    ADDRESS: clean_address,
    COMMENT: clean_comment,
}
_SOURCE = "bot"
_PLACES = (OpenConsent, AskStep, EditDetail, OpenDetails, OpenConfirmation)
ALONE = "alone"  # among the answers: the question that is asked by itself
WAY, FROM_BALANCE = "pay_with", "from_balance"


def begin(turn: Turn, _press: Checkout) -> Screen:
    """Consent first, once per version of the documents; then the questions.

    Only looks at the cart: a price that changed is to be marked where prices are shown.
    """
    items = CartItem.objects.filter(cart=turn.customer.pk).with_variants()
    lines = [CartLine(item, names={}) for item in items]
    if not lines or any(line.is_short for line in lines):
        return open_cart(turn, OpenCart(), _why_not(turn, bool(lines)))
    refusal = _refusal(lines, sum((line.total for line in lines), Decimal(0)))
    if refusal is not None:
        return open_cart(turn, OpenCart(), messages.explain(refusal, turn.language))
    wanted = [(line.variant, line.item.quantity) for line in lines]
    track_lines("checkout_started", wanted, customer=turn.customer)
    turn.session.last_text_id = 0
    turn.answers.pop(ALONE, None)
    if has_consented(turn.customer):
        return ask(turn, NAME)
    return open_consent(turn, OpenConsent())


def open_consent(turn: Turn, _place: OpenConsent) -> Screen:
    newest, kinds = kinds_to_agree_to()
    return screens.consent(newest, kinds, turn.language)


def agree(turn: Turn, press: Agree) -> Screen:
    """Log the consent; if the documents have changed since they were shown, show them again."""
    newest, _kinds = kinds_to_agree_to()
    if press.newest != newest:
        return open_consent(turn, OpenConsent())
    give_consent(customer=turn.customer, source=_SOURCE)
    return ask(turn, NAME)


def ask_step(turn: Turn, place: AskStep) -> Screen:
    """A question, asked (again)."""
    turn.answers.pop(ALONE, None)
    return ask(turn, STEPS[place.index]) if 0 <= place.index < len(STEPS) else open_home(turn, "")


def keep_answer(turn: Turn, press: KeepAnswer) -> Screen:
    """Answer with what is known from before."""
    step = STEPS[press.index] if 0 <= press.index < len(STEPS) else NAME
    return answer(turn, _question(turn, step), _known(turn, step))


def take_answer(turn: Turn, said: Said) -> Screen:
    """What the customer wrote in answer to the question that is open."""
    return hear(turn, said, _question(turn, turn.session.step))


def _question(turn: Turn, step: str) -> Question:
    return Question(
        ask=lambda problem: ask(turn, step, problem=problem),
        check=_CHECKS[step],
        keep=lambda text: _answered(turn, step, text),
        back=lambda: _back(turn, step),
        cancel=lambda: cancel(turn, CancelCheckout()),
        takes_contact=step == PHONE,
    )


def _back(turn: Turn, step: str) -> Screen:
    """To the question before, as the button of that name leads."""
    if step == COMMENT or turn.answers.pop(ALONE, None) == step:
        return open_confirmation(turn, OpenConfirmation())
    if step == NAME:
        turn.wait_for("")
        return open_cart(turn, OpenCart())
    return ask(turn, STEPS[STEPS.index(step) - 1])


def drop_comment(turn: Turn, _press: DropComment) -> Screen:
    turn.answers.pop(COMMENT, None)
    return open_confirmation(turn, OpenConfirmation())


def open_confirmation(turn: Turn, _place: OpenConfirmation, problem: str = "") -> Screen:
    """Everything on one screen; if an answer or the goods are missing, where that is mended."""
    view = view_cart(customer=turn.customer)
    # Nothing of digital goods is sent to an address; one that is written all the same is taken.
    turn.wait_for(ADDRESS if view.is_digital and not turn.answers.get(ADDRESS) else "")
    contact = screens.contact_of(turn.answers, needs_address=not view.is_digital)
    if contact is None:
        known = screens.contact_of(turn.answers, needs_address=False)
        return ask(turn, ADDRESS) if known else open_cart(turn, OpenCart())
    if not view.can_be_ordered:
        return show_cart(turn, view, notice=problem or _why_not(turn, bool(view.lines)))
    refusal = _refusal(view.lines, view.total)
    if refusal is not None:
        return show_cart(turn, view, notice=messages.explain(refusal, turn.language))
    return show_confirmation(turn, contact, view, price_of(turn, view), problem)


def show_confirmation(
    turn: Turn, contact: Contact, view: CartView, price: Price, problem: str = ""
) -> Screen:
    """The confirmation of a cart that can be ordered, at this price."""
    currency = StoreSettings.current().currency
    remember_shown(turn, price)
    return screens.confirmation(
        view,
        contact,
        turn.answers.get(COMMENT, ""),
        _ways(turn, price.total, currency, digital=view.has_digital),
        total=price.total,
        applied=price.discounts.applied,
        currency=currency,
        language=turn.language,
        problem=turn.notice(problem) or price.problem,
        notice=messages.seen_to_later(StoreSettings.current(), turn.language),
    )


def confirm(turn: Turn, press: ConfirmOrder) -> Screen:
    """Place the order; a second tap finds it placed, and anything changed is shown first."""
    contact = screens.contact_of(turn.answers, needs_address=False)
    before = _placed_before(turn, press)
    if before is not None:
        turn.toast = messages.already_placed(turn.language)
        return show_placed(turn, OrderPlaced(before.pk))
    if contact is None:
        turn.toast = messages.out_of_date(turn.language)
        return open_cart(turn, OpenCart())
    if not has_consented(turn.customer):
        return open_consent(turn, OpenConsent())
    pressed = turn.incoming.press if turn.incoming else None
    try:
        order = place_cart_order(
            customer=turn.customer,
            cart_version=press.cart_version,
            contact=contact,
            comment=turn.answers.get(COMMENT, ""),
            source=_SOURCE,
            expected_total=shown_total(turn),
            promo_codes=codes_of(turn),
            pay_with=turn.answers.get(WAY, ""),
            use_wallet=bool(turn.answers.get(FROM_BALANCE)),
            leased=[CUSTOMER_MESSAGES],
            reply_to=_reply_to(turn.customer.pk, pressed.message_id if pressed else None),
        )
    except StoreError as error:
        if error.code == ErrorCode.INVALID_ADDRESS:
            return ask(turn, ADDRESS)
        if error.code == ErrorCode.PAYMENT_METHOD_OFF:
            turn.answers.pop(WAY, None)
        drop_refused(turn, error)
        return open_confirmation(
            turn, OpenConfirmation(), problem=messages.explain(error, turn.language)
        )
    turn.customer.full_name = contact.full_name
    turn.customer.phone_number = contact.phone_number
    turn.customer.shipping_address = contact.shipping_address or turn.customer.shipping_address
    turn.customer.save(update_fields=["full_name", "phone_number", "shipping_address"])
    turn.session.data = {}
    return placed(order, list(order.items.all()), turn.language)


def _ways(turn: Turn, total: Decimal, currency: str, *, digital: bool) -> Ways:
    """The ways to pay, the chosen one being the customer's choice or the store's first.

    What costs nothing is not paid for.
    """
    if not total:
        return Ways((), None)
    ways = offered(total, currency, digital=digital)
    chosen = next((way for way in ways if way.name == turn.answers.get(WAY)), None)
    if chosen is None:
        turn.answers.pop(WAY, None)
    chosen = chosen or (ways[0] if ways else None)
    any_way = not digital or StoreSettings.current().digital_any_way
    balance = balance_to_use(turn.customer, currency) if any_way else Decimal(0)
    if not balance:
        turn.answers.pop(FROM_BALANCE, None)
        return Ways(ways, chosen)
    words = partial(format_money, currency=currency, language=turn.language)
    if not turn.answers.get(FROM_BALANCE):
        return Ways(ways, chosen, words(balance))
    used = min(balance, total)
    left = words(total - used) if total > used else ""
    return Ways(ways, chosen, words(balance), words(used), left)


def use_wallet(turn: Turn, press: UseWallet) -> Screen:
    """Pay from the balance what it holds, or not."""
    turn.answers[FROM_BALANCE] = bool(press.on)
    return open_confirmation(turn, OpenConfirmation())


def cancel(turn: Turn, _press: CancelCheckout | str) -> Screen:
    """Leave checkout; the cart stays."""
    turn.wait_for("")
    turn.session.data = {}
    return open_home(turn, "", screens.cancelled_line(turn.language))


def _placed_before(turn: Turn, press: ConfirmOrder) -> Order | None:
    """The order that this very cart became already; the session's lock keeps taps in line."""
    return Order.objects.filter(cart=turn.customer.pk, cart_version=press.cart_version).first()


def _answered(turn: Turn, step: str, text: str) -> Screen:
    turn.answers[step] = text
    is_last = step in (ADDRESS, COMMENT) or (step == PHONE and is_digital(turn))
    if is_last or turn.answers.get(ALONE) == step:
        turn.answers.pop(ALONE, None)
        return open_confirmation(turn, OpenConfirmation())
    following = STEPS[STEPS.index(step) + 1]
    notice = phone_taken(turn.answers[PHONE], turn.language) if step == PHONE else ""
    return ask(turn, following, notice=notice)


def is_digital(turn: Turn) -> bool:
    """Whether nothing of the cart goes anywhere."""
    items = CartItem.objects.filter(cart=turn.customer.pk)
    kinds = set(items.values_list("variant__is_digital", flat=True).distinct())
    return kinds == {True}


def ask(turn: Turn, step: str, *, problem: str = "", notice: str = "") -> Screen:
    turn.wait_for(step)
    return screens.question(
        step,
        turn.language,
        known=_known(turn, step),
        problem=turn.notice(problem),
        notice=notice,
        alone=turn.answers.get(ALONE) == step,
    )


def _known(turn: Turn, step: str) -> str:
    """What an earlier answer, or an earlier order, says."""
    saved = {
        NAME: turn.customer.full_name,
        PHONE: turn.customer.phone_number,
        ADDRESS: turn.customer.shipping_address,
    }
    known: str = turn.answers.get(step) or saved.get(step, "")
    return known


def _refusal(lines: Sequence[CartLine], total: Decimal) -> StoreError | None:
    """What the store's own rules have against this cart, before anything personal is asked."""
    try:
        check_all([(line.variant, line.item.quantity) for line in lines], total)
    except StoreError as refusal:
        return refusal
    return None


def _why_not(turn: Turn, has_lines: bool) -> str:
    """Why the cart cannot be ordered; that it is empty, it says itself."""
    return messages.explain(StoreError(ErrorCode.OUT_OF_STOCK), turn.language) if has_lines else ""


def _reply_to(chat_id: int, message_id: int | None) -> dict[str, int]:
    return {"chat_id": chat_id, "message_id": message_id} if message_id else {}


def cancel_command(turn: Turn, _text: str) -> Screen:
    if not (is_under_way(turn) or _is_of_checkout(turn.session.route)):
        return open_home(turn, "", messages.nothing_to_cancel(turn.language))
    return cancel(turn, CancelCheckout())


def _is_of_checkout(route: str) -> bool:
    try:
        return isinstance(Callback.unpack(route), _PLACES)
    except UnknownCallbackError:
        return False


section = Section(
    presses={
        Checkout: begin,
        OpenConsent: open_consent,
        Agree: agree,
        AskStep: ask_step,
        KeepAnswer: keep_answer,
        DropComment: drop_comment,
        OpenConfirmation: open_confirmation,
        UseWallet: use_wallet,
        ConfirmOrder: confirm,
        CancelCheckout: cancel,
    },
    commands={"cancel": cancel_command},
    descriptions={"cancel": gettext_lazy("Leave what you are doing")},
    steps=dict.fromkeys(STEPS, take_answer),
)
