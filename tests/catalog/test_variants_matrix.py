"""A manager makes a product's variants in a grid: all combinations in one step, one save."""

from __future__ import annotations

from decimal import Decimal
from itertools import product as combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.admin import product as product_admin
from catalog.models import Product, ProductVariant, StockMovement, VariantOption
from catalog.services.adjust_stock import adjust_stock
from tests.catalog.editor import errors_of, row, rows_now, save, state_of
from tests.factories import make_category, make_order, make_product, make_shirt, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

COLOURS = ["Белый", "Чёрный", "Синий", "Красный", "Зелёный"]
SIZES = ["S", "M", "L", "XL"]
MOST_QUERIES = 25


@pytest.fixture
def staff() -> Client:
    return staff_client("Manager")


def by_sku(product: Product) -> dict[str, ProductVariant]:
    return {variant.sku: variant for variant in product.variants.all()}


def values_of(variant: ProductVariant) -> list[str]:
    chosen = variant.chosen.order_by("option_type__sort_order")
    return list(chosen.values_list("option_value__value", flat=True))


# --- A new product


def test_a_shirt_of_five_colours_and_four_sizes_is_one_save(staff: Client) -> None:
    rows = [row(*pair, price="990,50", stock="5") for pair in combinations(COLOURS, SIZES)]

    response = save(
        staff,
        name="Футболка",
        name_en="T-Shirt",
        category=make_category().pk,
        options={"Цвет": COLOURS, "Размер": SIZES},
        rows=rows,
    )

    assert response.status_code == 302
    shirt = Product.objects.get()
    variants = list(shirt.variants.order_by("sort_order"))
    assert [values_of(one) for one in variants] == [list(p) for p in combinations(COLOURS, SIZES)]
    assert {(one.price, one.stock_quantity) for one in variants} == {(Decimal("990.50"), 5)}
    assert variants[0].sku == "FUTBOLKA-BELYY-S"
    assert len({one.sku for one in variants}) == 20
    opening = StockMovement.objects.filter(reason="initial", actor="staff:anna", quantity=5)
    assert opening.count() == 20
    assert shirt.text_of("name", "en") == "T-Shirt"


def test_a_save_costs_the_same_however_many_variants_there_are(staff: Client) -> None:
    category = make_category()

    def cost(sizes: list[str]) -> int:
        with CaptureQueriesContext(connection) as caught:
            response = save(
                staff, name="Tee", category=category.pk,
                options={"Size": sizes}, rows=[row(size, stock="1") for size in sizes],
            )  # fmt: skip
        assert response.status_code == 302
        return len(caught)

    cost(["warm", "up"])
    assert cost([str(n) for n in range(50)]) == cost(["S", "M"])


def test_a_save_makes_few_queries(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    send = staff.post

    def counted(*args: Any, **kwargs: Any) -> Any:
        with CaptureQueriesContext(connection) as caught:
            response = send(*args, **kwargs)
        assert response.status_code == 302
        costs.append(len([one for one in caught if "SAVEPOINT" not in one["sql"]]))
        return response

    monkeypatch.setattr(staff, "post", counted)
    sizes = ["S", "M", "L"]
    save(
        staff, name="Tee", category=make_category().pk,
        options={"Size": sizes}, rows=[row(size, stock="1") for size in sizes],
    )  # fmt: skip
    tee = Product.objects.get()
    dearer = [{**one, "price": "12"} for one in rows_now(state_of(staff, tee.pk))]
    save(staff, tee, rows=dearer)

    assert set(tee.variants.values_list("price", flat=True)) == {Decimal(12)}
    assert max(costs) <= MOST_QUERIES, costs


def test_a_product_without_options_has_one_row(staff: Client) -> None:
    save(staff, name="Mug", category=make_category().pk, options={}, rows=[row(sku=" MUG-1 ")])

    variant = ProductVariant.objects.get()
    assert (variant.sku, variant.combination, variant.price) == ("MUG-1", "", Decimal(10))


def test_without_a_variant_nothing_is_made(staff: Client) -> None:
    category = make_category()
    no_scripts = save(staff, name="Mug", category=category.pk)
    no_rows = save(staff, name="Mug", category=category.pk, options={}, rows=[])

    for refused in (no_scripts, no_rows):
        assert "A product needs at least one variant." in errors_of(refused)["form"]
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column", "text"),
    [
        ({"price": ""}, "price", "It needs a price."),
        ({"price": "-1"}, "price", "Not a price."),
        ({"price": "1.999"}, "price", "Not a price."),
        ({"price": "1e5"}, "price", "Not a price."),
        ({"price": "99999999999"}, "price", "Not a price."),
        ({"price_before": "10"}, "price_before", "Must be more than the price."),
        ({"price_before": "x"}, "price_before", "Not a price."),
        ({"stock": "-1"}, "stock", "A whole number from 0 to 1000000."),
        ({"stock": "1000001"}, "stock", "A whole number from 0 to 1000000."),
        ({"sku": "x" * 65}, "sku", "At most 64 characters."),
        ({"sku": "A"}, "sku", "Another row has this SKU."),
        ({"sku": "THEIRS"}, "sku", "Taken by “Classic T-Shirt”."),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_lost(
    staff: Client, cells: dict[str, str], column: str, text: str
) -> None:
    make_variant(sku="THEIRS")
    rows = [row("S", sku="A"), row("M", **{"sku": "B", **cells})]

    refused = save(
        staff, name="Tee", category=make_category().pk, options={"Size": ["S", "M"]}, rows=rows
    )

    errors = errors_of(refused)
    assert errors["rows"] == {"1": {column: text}}
    assert refused.context["editor"]["state"]["sentMatrix"]["rows"] == rows
    assert not Product.objects.filter(name="Tee").exists()


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        ({"": ["S"]}, {"0": "Name the option."}),
        ({"Size": []}, {"0": "Add a value, or remove the option."}),
        ({"Size": ["S"], "size": ["M"]}, {"1": "Another option has this name."}),
        ({"Size": ["Red", "red"]}, {"0": "A value stands there twice."}),
        ({"x" * 51: ["S"]}, {"0": "A name or a value has at most 50 characters."}),
    ],
)
def test_a_bad_option_is_named(
    staff: Client, options: dict[str, list[str]], errors: dict[str, str]
) -> None:
    refused = save(
        staff, name="Tee", category=make_category().pk, options=options, rows=[row("S", "M")]
    )

    assert errors_of(refused)["options"] == errors
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "sent", ["[]", "{", "{}", '{"rows": [1], "options": []}', "[" * 100_000, '"\\u0000"']
)
def test_what_no_page_sends_is_refused(staff: Client, sent: str) -> None:
    fields = {"name": "Tee", "category": make_category().pk, "sort_order": "0", "matrix": sent}
    refused = staff.post(reverse("admin:catalog_product_add"), fields)

    assert "The variants were not understood: load the page again." in errors_of(refused)["form"]
    assert not Product.objects.exists()


# --- A product that is there


def test_a_new_value_adds_rows_and_the_old_ones_stay(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    rows = rows_now(state_of(staff, product.pk))

    response = save(
        staff,
        product,
        options={"Цвет": ["Красный", "Синий"], "Размер": ["M", "L", "XL"]},
        rows=[*rows, row("Красный", "XL", sku="TS-R-XL", stock="7")],
    )

    assert response.status_code == 302
    now = by_sku(product)
    assert {sku: now[sku].pk for sku in shirt} == {sku: one.pk for sku, one in shirt.items()}
    assert values_of(now["TS-R-XL"]) == ["Красный", "XL"]
    assert now["TS-R-XL"].stock_quantity == 7
    colour = product.options.get(name="Цвет")
    assert colour.values.get(value="Красный").text_of("value", "en") == "Red"


def test_a_new_option_takes_effect_in_the_same_save(staff: Client) -> None:
    """The page asked what the variants were: they are cotton."""
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    rows = [
        {**one, "values": [*one["values"], "Хлопок"]}
        for one in rows_now(state_of(staff, product.pk))
    ]
    linen = row("Красный", "M", "Лён", sku="TS-R-M-LINEN")

    save(
        staff,
        product,
        options={"Цвет": ["Красный", "Синий"], "Размер": ["M", "L"], "Ткань": ["Хлопок", "Лён"]},
        rows=[*rows, linen],
    )

    now = by_sku(product)
    assert now["TS-R-M"].pk == shirt["TS-R-M"].pk
    assert values_of(now["TS-R-M"]) == ["Красный", "M", "Хлопок"]
    assert values_of(now["TS-R-M-LINEN"]) == ["Красный", "M", "Лён"]
    assert now["TS-R-M"].stock_quantity == 5


def test_a_combination_that_goes_is_deleted_or_kept_for_its_orders(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    order = make_order(wanted={shirt["TS-R-M"]: 1})
    rows = [one for one in rows_now(state_of(staff, product.pk)) if one["sku"] == "TS-R-L"]

    response = save(staff, product, rows=rows, options={"Размер": ["L"]})
    # `values` still had a colour: the grid was of one option.
    assert response.status_code == 200
    rows[0]["values"] = ["L"]
    save(staff, product, rows=rows, options={"Размер": ["L"]})
    page = staff.get(reverse("admin:catalog_product_change", args=[product.pk]))

    told = page.content.decode()
    assert "was deleted: TS-B-M." in told
    assert "so it was taken off sale and kept: TS-R-M." in told
    now = by_sku(product)
    assert set(now) == {"TS-R-M", "TS-R-L"}
    assert not now["TS-R-M"].is_active
    assert order.items.get().variant_id == shirt["TS-R-M"].pk
    assert page.context["editor"]["state"]["matrix"]["withdrawn"] == ["TS-R-M"]
    assert list(product.options.values_list("name", flat=True)) == ["Размер"]
    assert VariantOption.objects.count() == 1


def test_two_rows_change_their_skus(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    rows = rows_now(state_of(staff, product.pk))
    swapped = {"TS-R-M": "TS-R-L", "TS-R-L": "TS-R-M", "TS-B-M": "TS-B-M"}

    save(staff, product, rows=[{**one, "sku": swapped[one["sku"]]} for one in rows])

    now = by_sku(product)
    assert now["TS-R-L"].pk == shirt["TS-R-M"].pk
    assert now["TS-R-M"].pk == shirt["TS-R-L"].pk


# --- Stock in the grid


def test_stock_is_booked_as_the_difference_with_its_reason(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant = make_variant(stock=10)
    (one,) = rows_now(state_of(staff, variant.product_id))
    adjust_stock(variant=variant, quantity=-4, reason="order_placed")

    save(staff, variant.product, rows=[{**one, "stock": "15"}], reason="received")

    variant.refresh_from_db()
    assert variant.stock_quantity == 11
    booked = variant.movements.order_by("-pk").first()
    assert booked is not None
    assert (booked.quantity, booked.reason, booked.actor) == (5, "received", "staff:anna")


def test_a_page_that_stood_open_leaves_the_stock_alone(staff: Client) -> None:
    variant = make_variant(stock=10)
    (one,) = rows_now(state_of(staff, variant.product_id))
    adjust_stock(variant=variant, quantity=-4, reason="order_placed")

    save(staff, variant.product, rows=[{**one, "price": "12"}])

    variant.refresh_from_db()
    assert (variant.price, variant.stock_quantity) == (Decimal(12), 6)


def test_more_than_there_is_cannot_go_and_the_cell_says_so(staff: Client) -> None:
    variant = make_variant("10.00", stock=10)
    (one,) = rows_now(state_of(staff, variant.product_id))
    adjust_stock(variant=variant, quantity=-8, reason="order_placed")

    refused = save(staff, variant.product, rows=[{**one, "stock": "5", "price": "12"}])

    assert errors_of(refused)["rows"] == {"0": {"stock": "Only 2 in stock: nothing was changed."}}
    variant.refresh_from_db()
    assert (variant.price, variant.stock_quantity) == (Decimal(10), 2)


# --- Two at once


def test_a_page_older_than_the_variants_is_asked_again(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    state = state_of(staff, product.pk)
    shirt["TS-B-M"].delete()

    rows = [{**one, "price": "1"} for one in rows_now(state)]
    refused = save(staff, product, rows=rows, version=state["matrix"]["version"])
    again = save(staff, product, rows=rows)

    assert "Somebody else changed the variants meanwhile." in errors_of(refused)["form"][0]
    assert again.status_code == 302
    assert set(by_sku(product)) == {"TS-R-M", "TS-R-L", "TS-B-M"}


def test_a_sku_taken_between_look_and_save_is_an_error_of_its_cell(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_product = product_admin.save_product

    def somebody_is_faster(**wanted: Any) -> Any:
        monkeypatch.setattr(product_admin, "save_product", save_product)
        # Their transaction was committed while this one waited.
        raise product_admin.StoreError(product_admin.ErrorCode.SKU_TAKEN, skus=["TAKEN"])

    monkeypatch.setattr(product_admin, "save_product", somebody_is_faster)
    refused = save(
        staff, name="Mug", category=make_category().pk, options={}, rows=[row(sku="TAKEN")]
    )

    assert errors_of(refused)["rows"] == {"0": {"sku": "Another variant has it."}}
    assert not Product.objects.exists()


# --- SKUs that are suggested


def test_suggested_skus_are_free(staff: Client) -> None:
    make_variant(sku="HOODIE-RED-M")
    make_variant(sku="HOODIE-RED-M-2")

    answer = staff.post(
        reverse("admin:catalog_product_skus"),
        {
            "name": "Hoodie",
            "combinations": [["Red", "M"], ["Red", "m"], ["Red", "L"], ["!", ""]],
            "taken": ["HOODIE-RED-L"],
        },
        content_type="application/json",
    )

    assert answer.json() == {
        "skus": ["HOODIE-RED-M-3", "HOODIE-RED-M-4", "HOODIE-RED-L-2", "HOODIE"]
    }


# --- Who may


def test_who_may_only_look_sees_the_grid_and_changes_nothing() -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    client = staff_client("Warehouse")
    state = state_of(client, product.pk)

    assert not state["mayEdit"]
    assert not state["mayEditPictures"]
    assert len(state["matrix"]["rows"]) == 3
    rows = [{**one, "price": "1"} for one in rows_now(state)]
    assert save(client, product, rows=rows).status_code == 403
    assert client.post(reverse("admin:catalog_product_skus")).status_code == 403
    shirt["TS-R-M"].refresh_from_db()
    assert shirt["TS-R-M"].price == Decimal("19.99")


def test_the_page_costs_few_queries_however_many_variants(staff: Client) -> None:
    sizes = [str(n) for n in range(60)]
    save(
        staff, name="Tee", category=make_category().pk,
        options={"Size": sizes}, rows=[row(size) for size in sizes],
    )  # fmt: skip
    page = reverse("admin:catalog_product_change", args=[Product.objects.get().pk])
    staff.get(page)
    with CaptureQueriesContext(connection) as caught:
        staff.get(page)
    assert len(caught) <= MOST_QUERIES


def test_a_product_that_has_no_variants_yet_gets_them(staff: Client) -> None:
    product = make_product(variants=[])
    save(staff, product, options={"Size": ["S"]}, rows=[row("S", sku="S-1")])
    assert values_of(product.variants.get()) == ["S"]
