"""Staff keep the catalogue by the API: a product with all that is its own in one body."""

import base64
import io

import pytest
from django.core.management import call_command
from PIL import Image

from catalog.models import Category, Product, ProductVariant, StockMovement
from orders.models import Order
from tests.api.clients import anybody, customer, details_of, error_of, staff
from tests.factories import make_category, make_order, make_product, new_variant

pytestmark = pytest.mark.django_db


def variant(sku, price="19.99", stock=5, **attributes):
    pairs = [{"type": name, "value": value} for name, value in attributes.items()]
    return {"sku": sku, "price": price, "stock_quantity": stock, "attributes": pairs}


def shirt(category, **changes):
    return {
        "name": "Classic T-Shirt",
        "description": "Heavy cotton",
        "category_id": category.pk,
        "is_active": True,
        "options": [
            {"name": "Color", "values": ["Red", "Blue"]},
            {"name": "Size", "values": ["M", "L"]},
        ],
        "variants": [
            variant("TS-R-M", Color="Red", Size="M"),
            variant("TS-B-L", "21.99", 0, Color="Blue", Size="L"),
        ],
        **changes,
    }


def picture(kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


@pytest.fixture
def api():
    return staff("Manager")


@pytest.fixture
def category():
    return make_category()


@pytest.fixture
def made(api, category):
    answer = api.post("admin/products", shirt(category))
    assert answer.status_code == 201, answer.content
    return answer.json()


def skus(product):
    return [one["sku"] for one in product["variants"]]


def test_a_new_product_is_answered_as_buyers_see_it(api, category, made):
    shown = anybody().get(f"products/{made['id']}").json()
    assert {key: made[key] for key in shown if key != "variants"} == {
        key: shown[key] for key in shown if key != "variants"
    }
    assert [{k: v for k, v in one.items() if k != "is_active"} for one in made["variants"]] == (
        shown["variants"]
    )
    assert made["options"] == shirt(category)["options"]
    assert shown["variants"][0]["attributes"] == [
        {"type": "Color", "value": "Red"},
        {"type": "Size", "value": "M"},
    ]
    [movement] = StockMovement.objects.all()
    assert (movement.quantity, movement.reason, movement.actor) == (5, "initial", "staff:anna")
    call_command("check_stock")


def test_options_come_from_the_variants_when_they_are_left_out(api, category):
    body = shirt(category)
    del body["options"]
    assert api.post("admin/products", body).json()["options"] == [
        {"name": "Color", "values": ["Red", "Blue"]},
        {"name": "Size", "values": ["M", "L"]},
    ]


def test_a_product_without_options(api, category):
    body = shirt(category, options=[], variants=[variant("MUG")])
    made = api.post("admin/products", body).json()
    assert (made["options"], made["variants"][0]["attributes"]) == ([], [])


def test_an_sku_that_is_taken(api, category, made):
    body = shirt(category, variants=[variant("TS-R-M")], options=[])
    answer = api.post("admin/products", body)
    assert error_of(answer) == (409, "sku_taken")
    assert details_of(answer) == {"skus": ["TS-R-M"]}
    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    "variants",
    [
        [variant("A", Color="Green", Size="M")],
        [variant("A", Color="Red")],
        [variant("A", Color="Red", Size="M"), variant("B", Color="Red", Size="M")],
        [variant("A", Color="Red", Size="M", Cut="slim")],
    ],
    ids=["unknown value", "missing option", "twice", "unknown option"],
)
def test_variants_that_do_not_fit_make_nothing(api, category, variants):
    answer = api.post("admin/products", shirt(category, variants=variants))
    assert error_of(answer) == (400, "invalid_options")
    assert not Product.objects.exists()
    assert not ProductVariant.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"category_id": 999999}, "category_id"),
        ({"category_id": "1"}, "category_id"),
        ({"is_active": "yes"}, "is_active"),
        ({"sort_order": 2**31}, "sort_order"),
        ({"variants": []}, "variants"),
        ({"variants": [variant("A", "-1")]}, "variants.0.price"),
        ({"variants": [variant("A", 19.99)]}, "variants.0.price"),
        ({"variants": [variant("A", "1.999")]}, "variants.0.price"),
        ({"variants": [variant("A", stock=-1)]}, "variants.0.stock_quantity"),
        ({"variants": [variant("A"), variant("A")]}, "variants"),
        ({"variants": [{"price": "1.00"}]}, "variants.0.sku"),
        ({"options": [{"name": "A", "values": []}]}, "options.0.values"),
        ({"options": [{"name": "A", "values": ["x", "x"]}]}, "options.0.values"),
        ({"images": [{"content": "AAAA"}]}, "images.0"),
        ({"images": [{"content": "no base64!"}]}, "images.0"),
        ({"images": [5]}, "images.0"),
        ({"images": ["http://elsewhere.example/a.png"]}, "images.0"),
        ({"translations": {"de": {"name": "x"}}}, "translations"),
        ({"translations": {"en": {"price": "x"}}}, "translations"),
    ],
)
def test_what_is_malformed_is_named(api, category, change, field):
    answer = api.post("admin/products", shirt(category, **change))
    assert error_of(answer) == (422, "invalid")
    assert field in details_of(answer)
    assert not Product.objects.exists()


def test_a_replaced_product_is_what_the_body_says(api, category, made):
    body = shirt(
        category,
        name="Plain T-Shirt",
        options=[{"name": "Size", "values": ["L", "XL"]}],
        variants=[
            variant("TS-B-L", "15.00", 7, Size="XL"),
            variant("TS-NEW", "16.00", 1, Size="L"),
        ],
    )
    replaced = api.put(f"admin/products/{made['id']}", body).json()
    assert (replaced["id"], replaced["name"]) == (made["id"], "Plain T-Shirt")
    assert replaced["options"] == [{"name": "Size", "values": ["L", "XL"]}]
    kept, new = replaced["variants"]
    assert kept["id"] == made["variants"][1]["id"]
    assert (kept["price"], kept["stock_quantity"]) == ("15.00", 7)
    assert kept["attributes"] == [{"type": "Size", "value": "XL"}]
    assert (new["sku"], new["stock_quantity"]) == ("TS-NEW", 1)
    assert not ProductVariant.objects.filter(sku="TS-R-M").exists()  # nobody had ordered it
    assert anybody().get(f"products/{made['id']}").json()["name"] == "Plain T-Shirt"
    call_command("check_stock")


def test_a_variant_that_was_ordered_goes_off_sale_and_its_order_keeps_its_line(api, category, made):
    red = ProductVariant.objects.get(sku="TS-R-M")
    order = make_order(wanted={red: 2})
    body = shirt(category, variants=[variant("TS-B-L", Color="Blue", Size="L")])
    replaced = api.put(f"admin/products/{made['id']}", body).json()
    assert skus(anybody().get(f"products/{made['id']}").json()) == ["TS-B-L"]
    archived = next(one for one in replaced["variants"] if one["sku"] == "TS-R-M")
    assert (archived["is_active"], archived["stock_quantity"]) == (False, 3)
    item = order.items.get()
    assert (item.variant_id, item.variant_name) == (red.pk, "Red, M")
    # Its combination is free for another, and later it may come back as something else.
    again = shirt(category, variants=[variant("TS-R-M-2", Color="Red", Size="M")])
    assert api.put(f"admin/products/{made['id']}", again).status_code == 200
    changed = {"variants": [{"sku": "TS-R-M", "is_active": True, "attributes": [
        {"type": "Color", "value": "Red"}, {"type": "Size", "value": "L"}]}]}  # fmt: skip
    back = api.patch(f"admin/products/{made['id']}", changed)
    assert back.status_code == 200, back.content
    assert set(skus(anybody().get(f"products/{made['id']}").json())) == {"TS-R-M-2", "TS-R-M"}
    call_command("check_stock")


def test_two_variants_change_places(api, category, made):
    body = shirt(
        category,
        variants=[
            variant("TS-R-M", Color="Blue", Size="L"),
            variant("TS-B-L", Color="Red", Size="M"),
        ],
    )
    swapped = api.put(f"admin/products/{made['id']}", body).json()
    assert [one["attributes"][0]["value"] for one in swapped["variants"]] == ["Blue", "Red"]
    assert [one["id"] for one in swapped["variants"]] == [one["id"] for one in made["variants"]]


def test_a_change_touches_what_it_names(api, made):
    path = f"admin/products/{made['id']}"
    changed = api.patch(path, {"variants": [{"sku": "TS-R-M", "price": "17.99"}]}).json()
    assert [one["price"] for one in changed["variants"]] == ["17.99", "21.99"]
    assert [one["stock_quantity"] for one in changed["variants"]] == [5, 0]
    assert changed["options"] == made["options"]
    assert changed["name"] == made["name"]
    named = api.patch(path, {"name": "Tee", "translations": {"en": {"name": "T"}}}).json()
    assert (named["name"], named["translations"]) == ("Tee", {"en": {"name": "T"}})
    added = api.patch(
        path,
        {"variants": [variant("TS-B-M", "1.00", 2, Color="Blue", Size="M")]},
    ).json()
    assert set(skus(added)) == {"TS-R-M", "TS-B-L", "TS-B-M"}


def test_a_new_variant_needs_an_sku_and_a_price(api, made):
    answer = api.patch(f"admin/products/{made['id']}", {"variants": [{"sku": "NEW"}]})
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == ["variants.0.price"]


def test_a_variant_of_another_product_is_not_this_one_s(api, made):
    other = make_product().variants.get()
    body = {"variants": [{"id": other.pk, "price": "0.01"}]}
    assert error_of(api.patch(f"admin/products/{made['id']}", body)) == (404, "not_found")
    other.refresh_from_db()
    assert str(other.price) == "10.00"


def test_a_stock_that_is_named_is_reached_by_a_correction(api, made):
    body = {"variants": [{"sku": "TS-R-M", "stock_quantity": 2}]}
    api.patch(f"admin/products/{made['id']}", body)
    movement = StockMovement.objects.first()
    assert (movement.quantity, movement.stock_after) == (-3, 2)
    assert (movement.reason, movement.actor) == ("correction", "staff:anna")
    call_command("check_stock")


def test_pictures_are_added_kept_and_put_in_order(api, category, made):
    path = f"admin/products/{made['id']}"
    two = api.patch(path, {"images": [{"content": picture()}, {"content": picture("JPEG")}]})
    first, second = two.json()["images"]
    assert first.endswith(".jpg")
    assert second.endswith(".jpg")
    assert anybody().client.get(first.split("8000")[1]).status_code == 200
    turned = api.patch(path, {"images": [second, first]}).json()["images"]
    assert turned == [second, first]
    left = api.patch(path, {"name": "Tee", "images": [second]}).json()["images"]
    assert left == [second]
    stays = api.put(path, shirt(category)).json()["images"]
    assert stays == [second]
    assert api.patch(path, {"images": []}).json()["images"] == []


def test_a_deleted_product_is_gone_unless_it_was_ordered(api, made):
    path = f"admin/products/{made['id']}"
    ordered = make_product()
    make_order(wanted={ordered.variants.get(): 1})
    assert api.delete(path).status_code == 204
    assert error_of(api.get(path)) == (404, "not_found")
    assert error_of(api.delete(path)) == (404, "not_found")
    assert api.delete(f"admin/products/{ordered.pk}").status_code == 204
    assert error_of(anybody().get(f"products/{ordered.pk}")) == (404, "not_found")
    assert api.get(f"admin/products/{ordered.pk}").json()["is_active"] is False
    assert Order.objects.get().items.get().variant is not None


def test_staff_find_drafts_and_skus(api, made):
    draft = make_product("Draft", is_active=False, variants=[new_variant(sku="DR-1")])

    def found(**query):
        return [item["id"] for item in api.get("admin/products", query).json()["items"]]

    assert found() == [draft.pk, made["id"]]
    assert found(is_active="false") == [draft.pk]
    assert found(search="dr-1") == [draft.pk]
    assert found(search="classic") == [made["id"]]
    assert found(category_id=str(draft.category_id)) == [draft.pk]

    ProductVariant.objects.filter(product=made["id"]).update(is_active=False)
    assert found(ordering="price") == found(ordering="-price") == [draft.pk, made["id"]]


# --- Categories


def test_a_category_gets_its_address_from_its_name(api):
    made = api.post("admin/categories", {"name": "Футболки и поло"})
    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "name": "Футболки и поло",
        "slug": "futbolki-i-polo",
        "parent_id": None,
        "sort_order": 0,
        "is_active": True,
        "translations": {},
    }
    assert api.post("admin/categories", {"name": "Футболки и поло"}).json()["slug"] == (
        "futbolki-i-polo-2"
    )
    assert [one["name"] for one in anybody().get("categories").json()["items"]] == [
        "Футболки и поло"
    ] * 2


def test_a_category_cannot_lie_in_itself(api):
    top = api.post("admin/categories", {"name": "Top"}).json()["id"]
    below = api.post("admin/categories", {"name": "Below", "parent_id": top}).json()["id"]
    for parent in (top, below):
        answer = api.patch(f"admin/categories/{top}", {"parent_id": parent})
        assert error_of(answer) == (422, "invalid")
        assert list(details_of(answer)) == ["parent_id"]
    assert api.patch(f"admin/categories/{below}", {"parent_id": None}).status_code == 200
    assert Category.objects.filter(parent=None).count() == 2


def test_a_category_that_holds_something_stays(api, made):
    pk = made["category_id"]
    assert error_of(api.delete(f"admin/categories/{pk}")) == (409, "category_in_use")
    empty = api.post("admin/categories", {"name": "Empty", "slug": "empty"}).json()["id"]
    for wrong in ("a b", "é", "", 5, "a\nb"):
        malformed = api.post("admin/categories", {"name": "Other", "slug": wrong})
        assert list(details_of(malformed)) == ["slug"]
    taken = api.post("admin/categories", {"name": "Other", "slug": "empty"})
    assert list(details_of(taken)) == ["slug"]
    assert api.delete(f"admin/categories/{empty}").status_code == 204


# --- Stock


def test_stock_is_moved_all_or_none(api, made):
    red, blue = (one["id"] for one in made["variants"])
    body = {
        "reason": "received",
        "note": "No 17",
        "items": [{"variant_id": red, "quantity": 2}, {"variant_id": blue, "quantity": -1}],
    }
    assert error_of(api.post("admin/stock", body)) == (400, "stock_negative")
    assert ProductVariant.objects.get(pk=red).stock_quantity == 5
    body["items"][1]["quantity"] = 4
    moved = api.post("admin/stock", body)
    assert moved.status_code == 201
    assert [one["stock_after"] for one in moved.json()["items"]] == [7, 4]
    ledger = api.get("admin/stock", {"variant_id": blue}).json()
    assert [(one["quantity"], one["reference"]) for one in ledger["items"]] == [(4, "No 17")]
    unknown = {"reason": "correction", "items": [{"variant_id": 999999, "quantity": 1}]}
    assert error_of(api.post("admin/stock", unknown)) == (404, "not_found")
    call_command("check_stock")


def test_a_sale_by_api_is_seen_in_the_ledger(api, made):
    body = {
        "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
        "shipping_address": "10 Main Street",
        "items": [{"variant_id": made["variants"][0]["id"], "quantity": 2}],
    }
    order = customer(5).post("orders", body).json()
    newest = api.get("admin/stock").json()["items"][0]
    assert (newest["quantity"], newest["reference"]) == (-2, f"order:{order['id']}")
