"""Looking through the catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from botapp.actions import (
    AddToCart,
    ExplainUnavailable,
    OpenCategory,
    OpenProduct,
    OpenSearch,
    OpenVariant,
    ReadMore,
)
from botapp.screen import Screen
from botapp.screens import browse as screens
from botapp.screens import messages
from botapp.sections import MenuEntry, Section
from botapp.turn import Turn
from catalog.cards import Card, Offer, product_card, shelf, shelf_lines
from catalog.models import Product
from catalog.track_view import track_view
from catalog.tree import category_tree
from orders.services.update_cart import add_to_cart
from shop.errors import StoreError
from shop.models import StoreSettings

_FOUND = 10
_LONGEST_QUERY = 100


def open_category(turn: Turn, place: OpenCategory) -> Screen:
    """A page of a category; one that is gone is answered with the top of the catalogue."""
    tree = category_tree()
    node = tree.nodes.get(place.category_id)
    if place.category_id and node is None:
        turn.toast = messages.out_of_date(turn.language)
    page, page_count = screens.shelf_pages(tree, node, place.page)
    size = screens.PAGE_SIZE
    return screens.category(
        tree,
        node,
        shelf(node.pk, start=page * size, size=size) if node and node.own_count else [],
        page=page,
        page_count=page_count,
        currency=_currency(),
        language=turn.language,
    )


def catalog_command(turn: Turn, _text: str) -> Screen:
    return open_category(turn, OpenCategory())


def search(turn: Turn, query: str) -> Screen:
    """Products whose name has the words that the customer wrote."""
    turn.answers["search"] = query[:_LONGEST_QUERY]
    return open_search(turn, OpenSearch())


def open_search(turn: Turn, _place: OpenSearch) -> Screen:
    query = turn.answers.get("search", "")
    products = Product.objects.filter(is_active=True, category__is_active=True)
    for word in query.casefold().split()[:5]:
        products = products.filter(search_text__contains=word)
    lines = shelf_lines(products, size=_FOUND)
    return screens.search(query, lines, currency=_currency(), language=turn.language)


def open_product(turn: Turn, place: OpenProduct) -> Screen:
    """A product's card, with the next option to choose."""
    card = product_card(place.product_id)
    if card is None:
        return _gone(turn)
    if not place.chosen:  # further presses choose options of the same card
        track_view(card, customer=turn.customer)
    return screens.product(
        card,
        chosen=place.chosen,
        page=place.page,
        currency=_currency(),
        language=turn.language,
    )


def explain_unavailable(turn: Turn, press: ExplainUnavailable) -> Screen | None:
    """Say why a value cannot be had: sold out, or never made in this combination."""
    card = product_card(press.product_id)
    if card is None:
        return _gone(turn)
    offers = card.having([*press.chosen, press.value_id])
    say = messages.sold_out if offers else messages.not_made
    turn.toast = say(turn.language)
    return None


def read_more(turn: Turn, place: ReadMore) -> Screen:
    card = product_card(place.product_id)
    if card is None:
        return _gone(turn)
    return screens.description(card, piece=place.piece, page=place.page, language=turn.language)


def open_variant(turn: Turn, place: OpenVariant) -> Screen:
    """A variant with a quantity, kept between one and what there is."""
    card, offer = _find(place.product_id, place.variant_id)
    if card is None or offer is None:
        return _gone(turn)
    most = max(1, offer.variant.stock_quantity)
    if place.quantity > most:
        turn.toast = messages.only_left(offer.variant.stock_quantity, turn.language)
    elif place.quantity < 1:
        turn.toast = messages.at_least_one(turn.language)
    return _variant(turn, card, offer, place.page, min(max(place.quantity, 1), most))


def put_into_cart(turn: Turn, press: AddToCart) -> Screen:
    """Put the variant that the button names into the cart, and say how many are there now."""
    card, offer = _find(press.product_id, press.variant_id)
    if card is None or offer is None:
        return _gone(turn)
    offer.variant.product = card.product  # the cart looks at it: no query for that
    try:
        in_cart = add_to_cart(
            customer=turn.customer, variant=offer.variant, quantity=press.quantity
        )
        turn.toast = "✅ " + messages.added(press.quantity, in_cart, turn.language)
    except StoreError as error:
        turn.toast, turn.alert = messages.explain(error, turn.language), True
    return _variant(turn, card, offer, press.page, 1)


def _variant(turn: Turn, card: Card, offer: Offer, page: int, quantity: int) -> Screen:
    return screens.variant(
        card, offer, quantity=quantity, page=page, currency=_currency(), language=turn.language
    )


def _find(product_id: int, variant_id: int) -> tuple[Card | None, Offer | None]:
    card = product_card(product_id)
    return card, card.offer(variant_id) if card else None


def _gone(turn: Turn) -> Screen:
    turn.toast = messages.gone(turn.language)
    return open_category(turn, OpenCategory())


def _currency() -> str:
    return StoreSettings.current().currency


section = Section(
    presses={
        OpenCategory: open_category,
        OpenSearch: open_search,
        OpenProduct: open_product,
        ExplainUnavailable: explain_unavailable,
        ReadMore: read_more,
        OpenVariant: open_variant,
        AddToCart: put_into_cart,
    },
    commands={"catalog": catalog_command},
    descriptions={"catalog": gettext_lazy("Choose a product")},
    menu=[MenuEntry(gettext_lazy("🛍 Catalog"), OpenCategory(), order=10)],
)
