"""Category lists, search results, product cards, variants."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from botapp import labels
from botapp.actions import (
    AddToCart,
    ExplainUnavailable,
    Nothing,
    OpenCart,
    OpenCategory,
    OpenProduct,
    OpenSearch,
    OpenVariant,
    ReadMore,
)
from botapp.callbacks import Callback
from botapp.keyboards import Row, button, columns, page_of, pager, way_back
from botapp.screen import MAX_CAPTION, MAX_TEXT, Button, Screen, pages, render, shorten, size_shown
from catalog.cards import Card, Choice, Offer, ShelfLine
from catalog.models import OptionValue, ProductImage
from catalog.tree import CategoryTree, Node
from shop.money import format_money

PAGE_SIZE = 8
_PIECE = 3000
_FEW = 3
_SUMMARY = 500  # of a description on the card: more is a wall of text on a phone
_ROW_OF_SHORT, _ROW_OF_LONG, _SHORT = 4, 3, 5


def category_name(node: Node, language: str) -> str:
    return node.category.text_of("name", language)


def category(
    tree: CategoryTree,
    node: Node | None,
    lines: Sequence[ShelfLine],
    *,
    page: int,
    page_count: int,
    currency: str,
    language: str,
) -> Screen:
    """A page of a category: sub-categories first, then products. None: the top of the catalogue."""
    shelves = _shelves(tree, node) if page == 0 else []
    pk = node.pk if node else 0
    text = render(
        "category",
        language,
        path=[category_name(step, language) for step in tree.path(pk)] if node else [],
        is_empty=not shelves and not lines,
        products=_product_lines(lines, currency, language),
    )
    rows: list[Row] = columns(
        [Button(category_name(shelf, language), OpenCategory(shelf.pk)) for shelf in shelves], 2
    )
    rows += [_product_row(line, language, page) for line in lines]
    rows += pager(page, page_count, language, lambda to: OpenCategory(pk, to))
    back = OpenCategory(node.category.parent_id or 0) if node else None
    return Screen(text, [*rows, way_back(language, back)], route=OpenCategory(pk, page))


def search(query: str, lines: Sequence[ShelfLine], *, currency: str, language: str) -> Screen:
    """What was found for the customer's words."""
    text = render(
        "search",
        language,
        query=shorten(query, 100),
        products=_product_lines(lines, currency, language),
    )
    rows: list[Row] = [_product_row(line, language, 0) for line in lines]
    catalog = [button(labels.CATALOG, language, OpenCategory())]
    return Screen(text, [*rows, catalog, way_back(language)], route=OpenSearch())


def product(
    card: Card, *, chosen: Sequence[int], page: int, currency: str, language: str
) -> Screen:
    """The card of a product with the next option to choose; the variant once all are chosen."""
    chosen = [pk for pk in chosen if pk in card.values]
    choice = _next_choice(card, chosen)
    offers = card.having(chosen)
    if choice is None and offers:
        return variant(card, offers[0], quantity=1, page=page, currency=currency, language=language)
    pk = card.product.pk
    prices = [offer.variant.price for offer in offers or card.offers]
    text, is_cut = _caption(
        card,
        language,
        has_photo=bool(card.images),
        price=_price_range(min(prices), max(prices), currency, language),
        pieces=sum(offer.variant.stock_quantity for offer in offers),
        few=_FEW,
        chosen=_chosen_names(card, chosen, language),
        option=choice.option.text_of("name", language) if choice else "",
    )
    rows: list[Row] = []
    if choice is not None:
        rows += _value_rows(card, chosen, choice, page, language)
    if is_cut:
        rows.append([button(labels.READ_MORE, language, ReadMore(pk, page, 0))])
    back: Callback = (
        OpenProduct(pk, page, tuple(chosen[:-1]))
        if chosen
        else OpenCategory(card.product.category_id, page)
    )
    image = card.image(chosen)
    return Screen(
        text,
        [*rows, way_back(language, back)],
        photo=_photo(image),
        route=OpenProduct(pk, page, tuple(chosen)),
    )


def variant(
    card: Card, offer: Offer, *, quantity: int, page: int, currency: str, language: str
) -> Screen:
    """One variant with its price and stock, a quantity and `Add to Cart`."""
    pk, variant_id = card.product.pk, offer.variant.pk
    ordered = [value for value in card.values if value in offer.values]
    price = format_money(offer.variant.price, currency, language)
    before = offer.variant.price_before
    text, is_cut = _caption(
        card,
        language,
        has_photo=bool(card.images),
        price=price,
        price_before=format_money(before, currency, language) if before else "",
        pieces=offer.variant.stock_quantity,
        few=_FEW,
        chosen=_chosen_names(card, ordered, language),
        total=format_money(offer.variant.price * quantity, currency, language)
        if quantity > 1
        else "",
    )
    rows: list[Row] = []
    if offer.in_stock:
        rows += [
            [
                Button(labels.MINUS, OpenVariant(pk, page, variant_id, quantity - 1)),
                Button(str(quantity), Nothing()),
                Button(labels.PLUS, OpenVariant(pk, page, variant_id, quantity + 1)),
            ],
            [button(labels.ADD_TO_CART, language, AddToCart(pk, page, variant_id, quantity))],
        ]
    last = [button(labels.MY_CART, language, OpenCart())]
    if is_cut:
        last.append(button(labels.READ_MORE, language, ReadMore(pk, page, 0)))
    can_choose = [value for value in ordered if len(_siblings(card, value)) > 1]
    back: Callback = (
        OpenProduct(pk, page, tuple(can_choose[:-1]))
        if can_choose
        else OpenCategory(card.product.category_id, page)
    )
    image = card.image(ordered)
    return Screen(
        text,
        [*rows, last, way_back(language, back)],
        photo=_photo(image),
        route=OpenVariant(pk, page, variant_id, quantity),
    )


def description(card: Card, *, piece: int, page: int, language: str) -> Screen:
    """A long description in pieces."""
    pieces = pages(card.product.text_of("description", language), _PIECE)
    piece = min(max(piece, 0), len(pieces) - 1)
    text = render(
        "description", language, name=card.product.text_of("name", language), piece=pieces[piece]
    )
    pk = card.product.pk
    rows = pager(piece, len(pieces), language, lambda to: ReadMore(pk, page, to))
    back = OpenProduct(pk, page)
    return Screen(text, [*rows, way_back(language, back)], route=ReadMore(pk, page, piece))


def shelf_pages(tree: CategoryTree, node: Node | None, page: int) -> tuple[int, int]:
    """`page` in range, and how many pages the products directly in the category fill."""
    return page_of(page, node.own_count if node else 0, PAGE_SIZE)


def _photo(image: ProductImage | None) -> str:
    return (image.image.name or "") if image else ""


def _shelves(tree: CategoryTree, node: Node | None) -> list[Node]:
    return tree.stocked(node.pk if node else None)


def _product_row(line: ShelfLine, language: str, page: int) -> Row:
    return [Button(line.product.text_of("name", language), OpenProduct(line.product.pk, page))]


def _product_lines(
    lines: Sequence[ShelfLine], currency: str, language: str
) -> list[dict[str, object]]:
    return [
        {
            "name": shorten(line.product.text_of("name", language), 100),
            "price": _price_range(line.price_from, line.price_to, currency, language),
            "sold_out": line.stock < 1,
        }
        for line in lines
    ]


def _price_range(low: Decimal, high: Decimal, currency: str, language: str) -> str:
    first = format_money(low, currency, language)
    return first if low == high else f"{first} – {format_money(high, currency, language)}"


def _next_choice(card: Card, chosen: Sequence[int]) -> Choice | None:
    """The first option still open; one with a single value is no choice."""
    for choice in card.choices:
        values = {value.pk for value in choice.values}
        if len(values) > 1 and not values & set(chosen):
            return choice
    return None


def _siblings(card: Card, value_id: int) -> Sequence[OptionValue]:
    having = (c.values for c in card.choices if value_id in {value.pk for value in c.values})
    return next(having, [])


def _chosen_names(card: Card, chosen: Sequence[int], language: str) -> list[tuple[str, str]]:
    return [
        (choice.option.text_of("name", language), value.text_of("value", language))
        for choice in card.choices
        for value in choice.values
        if value.pk in chosen
    ]


def _value_rows(
    card: Card, chosen: Sequence[int], choice: Choice, page: int, language: str
) -> list[Row]:
    """A button for each value: sizes fit four in a row, longer words three."""
    buttons = [_value(card, chosen, value, page, language) for value in choice.values]
    all_short = all(len(button.label) <= _SHORT for button in buttons)
    return columns(buttons, _ROW_OF_SHORT if all_short else _ROW_OF_LONG)


def _value(
    card: Card, chosen: Sequence[int], value: OptionValue, page: int, language: str
) -> Button:
    pk, name = card.product.pk, value.text_of("value", language)
    if any(offer.in_stock for offer in card.having([*chosen, value.pk])):
        return Button(name, OpenProduct(pk, page, (*chosen, value.pk)))
    return Button(f"{name} {labels.UNAVAILABLE}", ExplainUnavailable(pk, tuple(chosen), value.pk))


def _caption(card: Card, language: str, *, has_photo: bool, **context: object) -> tuple[str, bool]:
    """The card's text with as much of the description as fits, and whether some was cut."""
    name = card.product.text_of("name", language)
    full = card.product.text_of("description", language).strip()
    rest = render("product", language, name=name, description="", **context)
    room = min((MAX_CAPTION if has_photo else MAX_TEXT) - size_shown(rest) - 2, _SUMMARY)
    short = shorten(full, room) if room > 1 else ""
    text = render("product", language, name=name, description=short, **context)
    return text, short != full
