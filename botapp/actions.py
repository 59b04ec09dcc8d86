"""Every button of the shop: what a press of it means. One-letter names, since 64 bytes is little.

Those that only show something are also the routes by which a screen is drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass

from botapp.callbacks import Callback


@dataclass(frozen=True)
class Home(Callback):
    action = "m"


@dataclass(frozen=True)
class Help(Callback):
    action = "h"


@dataclass(frozen=True)
class OpenPrivacy(Callback):
    """What analytics is told, and the switch for it."""

    action = "pv"


@dataclass(frozen=True)
class SwitchTracking(Callback):
    """Leave analytics (0) or come back to it (1)."""

    action = "pt"
    on: int


@dataclass(frozen=True)
class SetLanguage(Callback):
    """`index` counts the store's languages."""

    action = "l"
    index: int


@dataclass(frozen=True)
class Nothing(Callback):
    """A label that only informs, like `Page 1/5`."""

    action = "y"


@dataclass(frozen=True)
class OpenCategory(Callback):
    """`category_id` 0 is the top of the catalogue; pages count from 0."""

    action = "c"
    category_id: int = 0
    page: int = 0


@dataclass(frozen=True)
class OpenSearch(Callback):
    """What was found for the text kept in the session."""

    action = "q"


@dataclass(frozen=True)
class OpenProduct(Callback):
    """A product, with the option values chosen so far; `page` is that of its category."""

    action = "p"
    product_id: int
    page: int = 0
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True)
class ExplainUnavailable(Callback):
    """Why the option value `value_id` cannot be had with those chosen."""

    action = "u"
    product_id: int
    chosen: tuple[int, ...]
    value_id: int


@dataclass(frozen=True)
class ReadMore(Callback):
    """A piece of a long description."""

    action = "d"
    product_id: int
    page: int
    piece: int


@dataclass(frozen=True)
class OpenVariant(Callback):
    action = "v"
    product_id: int
    page: int
    variant_id: int
    quantity: int = 1


@dataclass(frozen=True)
class AddToCart(Callback):
    action = "a"
    product_id: int
    page: int
    variant_id: int
    quantity: int


@dataclass(frozen=True)
class OpenCart(Callback):
    action = "k"
    page: int = 0


@dataclass(frozen=True)
class ChangeItem(Callback):
    """Add `by` (signed) to a line of the cart."""

    action = "i"
    item_id: int
    by: int
    page: int


@dataclass(frozen=True)
class RemoveItem(Callback):
    action = "r"
    item_id: int
    page: int


@dataclass(frozen=True)
class ClearCart(Callback):
    action = "x"


@dataclass(frozen=True)
class Checkout(Callback):
    action = "o"


@dataclass(frozen=True)
class OpenConsent(Callback):
    action = "G"


@dataclass(frozen=True)
class Agree(Callback):
    """Consent to the documents as they were when `newest` was the newest of them."""

    action = "g"
    newest: int


@dataclass(frozen=True)
class AskStep(Callback):
    """The question of checkout that number `index` is."""

    action = "s"
    index: int


@dataclass(frozen=True)
class KeepAnswer(Callback):
    """Answer the question with what is known already."""

    action = "S"
    index: int


@dataclass(frozen=True)
class OpenConfirmation(Callback):
    action = "f"


@dataclass(frozen=True)
class DropComment(Callback):
    action = "D"


@dataclass(frozen=True)
class AskPromo(Callback):
    """The question for a promo code."""

    action = "t"


@dataclass(frozen=True)
class DropPromo(Callback):
    """Take a promo code off the order being confirmed."""

    action = "T"
    promo_id: int


@dataclass(frozen=True)
class ConfirmOrder(Callback):
    """Order the cart as it was in this version."""

    action = "b"
    cart_version: int


@dataclass(frozen=True)
class CancelCheckout(Callback):
    action = "z"


@dataclass(frozen=True)
class OrderPlaced(Callback):
    action = "P"
    order_id: int


@dataclass(frozen=True)
class OpenOrders(Callback):
    action = "O"
    page: int = 0


@dataclass(frozen=True)
class OpenOrder(Callback):
    action = "n"
    order_id: int


@dataclass(frozen=True)
class ContinueCheckout(Callback):
    """Back to where checkout was left."""

    action = "w"


@dataclass(frozen=True)
class OpenDetails(Callback):
    """Which of the answers to change."""

    action = "E"


@dataclass(frozen=True)
class EditDetail(Callback):
    """The question of checkout that number `index` is, asked by itself."""

    action = "e"
    index: int


@dataclass(frozen=True)
class SetReminders(Callback):
    """Agree to be reminded of a cart left behind (`on` 1), or take it back (0)."""

    action = "R"
    on: int


@dataclass(frozen=True)
class ChooseWay(Callback):
    """The ways to pay; `index` counts those the store knows and is the one chosen, -1 none yet."""

    action = "W"
    index: int = -1


@dataclass(frozen=True)
class PayOrder(Callback):
    """Pay for an order; `index` as in `ChooseWay`."""

    action = "$"
    order_id: int
    index: int = -1


@dataclass(frozen=True)
class OpenFriends(Callback):
    action = "F"


@dataclass(frozen=True)
class UseWallet(Callback):
    """Pay what the balance holds from it (1), or not (0)."""

    action = "U"
    on: int


@dataclass(frozen=True)
class OpenWallet(Callback):
    action = "Y"


@dataclass(frozen=True)
class AskTopUp(Callback):
    action = "A"


@dataclass(frozen=True)
class TopUp(Callback):
    """Top up by so many of the currency's smallest units; `index` as in `ChooseWay`."""

    action = "B"
    units: int
    index: int = -1


@dataclass(frozen=True)
class AskTopUpPhone(Callback):
    """The phone number that the receipt of a top-up goes to; both as in `TopUp`."""

    action = "Bp"
    units: int
    index: int


@dataclass(frozen=True)
class AgreeToTopUp(Callback):
    """Consent as in `Agree`, for the sake of a top-up; the others as in `TopUp`."""

    action = "Bg"
    newest: int
    units: int
    index: int


@dataclass(frozen=True)
class ShowGoods(Callback):
    """The digital goods of an order."""

    action = "N"
    order_id: int


@dataclass(frozen=True)
class GetGoods(Callback):
    """Send the digital goods of an order as one file."""

    action = "Q"
    order_id: int


@dataclass(frozen=True)
class GetFile(Callback):
    """Send the file of a line of one's order once more."""

    action = "K"
    item_id: int
