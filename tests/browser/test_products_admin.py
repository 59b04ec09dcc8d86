"""A manager at work on the catalogue: a T-shirt in 20 variants, its pictures, the tree."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Tabs
from tests.browser.demo import OWNER, OWNER_PASSWORD, DemoStore

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def logged_in(page: Page, store: DemoStore) -> Page:
    page.goto(f"{store.url}/admin/")
    page.locator("input[name=username]").fill(OWNER)
    page.locator("input[name=password]").fill(OWNER_PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url(f"{store.url}/admin/")
    return page


def picture(colour: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": out.getvalue()}


def add_option(page: Page, name: str, values: str) -> None:
    page.get_by_role("button", name="+ Another option").click()
    page.get_by_label("Name of the option").last.fill(name)
    page.locator(".pe-add-value").last.fill(values)
    page.keyboard.press("Enter")


def set_all(page: Page, column: str, value: str, where: str = "") -> None:
    bulk = page.locator(".pe-bulk")
    bulk.locator("select").nth(0).select_option(label=where or "all variants")
    bulk.locator("select").nth(1).select_option(column)
    bulk.locator("input").fill(value)
    bulk.get_by_role("button", name="Set").click()


def cells(page: Page, column: str) -> list[str]:
    return [str(cell.input_value()) for cell in page.locator(f".pe-{column} input").all()]


def save(page: Page) -> None:
    page.locator("[name=_continue]").click()
    page.wait_for_load_state()


def test_a_shirt_of_five_colours_and_four_sizes(tabs: Tabs, store: DemoStore) -> None:
    page = logged_in(tabs.page(), store)
    page.goto(f"{store.url}/admin/catalog/product/add/")
    page.locator("#id_name").fill("Футболка новая")
    page.locator("#id_category").select_option(index=2)
    add_option(page, "Цвет", "Белый, Чёрный, Синий, Красный, Зелёный")
    add_option(page, "Размер", "S, M, L, XL")
    expect(page.locator(".pe-grid tbody tr")).to_have_count(20)
    set_all(page, "price", "990")
    set_all(page, "stock", "5")
    set_all(page, "price", "1090", "Цвет: Синий")
    page.locator("#gallery-files").set_input_files([picture("red"), picture("blue")])
    shown = page.locator(".pe-picture img")
    expect(shown).to_have_count(2)
    first = shown.first.get_attribute("src")
    shown.nth(1).drag_to(shown.first, target_position={"x": 5, "y": 20})
    expect(shown.nth(1)).to_have_attribute("src", first or "")
    expect(page.locator(".pe-sku input").first).to_have_value("FUTBOLKA-NOVAYA-BELYY-S")

    page.locator(".pe-price input").nth(3).fill("dear")
    save(page)
    expect(page.locator(".pe-price .pe-error")).to_have_text("Not a price.")
    expect(page.locator(".pe-picture img")).to_have_count(2)
    page.locator(".pe-price input").nth(3).fill("1 190,50")
    save(page)

    page.wait_for_url(f"{store.url}/admin/catalog/product/*/change/")
    assert cells(page, "stock") == ["5"] * 20
    assert cells(page, "price") == [
        *["990.00"] * 3, "1190.50", *["990.00"] * 4, *["1090.00"] * 4, *["990.00"] * 8,
    ]  # fmt: skip
    expect(page.locator(".pe-picture")).to_have_count(2)

    # A new option asks what the variants are, and takes effect in the same save.
    add_option(page, "Ткань", "Хлопок, Лён")
    page.locator("[name=_continue]").click()
    expect(page.locator(".pe-question .pe-error")).to_contain_text("First say what “Ткань”")
    page.locator(".pe-question").get_by_role("button", name="Хлопок").click()
    expect(page.locator(".pe-grid tbody tr")).to_have_count(40)
    page.get_by_role("checkbox", name="Белый", exact=True).uncheck()
    expect(page.locator("#leaving li")).to_have_count(4)
    page.get_by_role("checkbox", name="Белый", exact=True).check()
    expect(page.locator("#leaving")).to_have_count(0)
    page.get_by_role("button", name="Leave this combination out: Белый / S / Лён").click()
    save(page)
    expect(page.locator(".pe-grid tbody tr")).to_have_count(39)
    assert cells(page, "stock").count("5") == 20


def rows(page: Page) -> list[tuple[str, int]]:
    return [
        (row.locator(".tree-name").inner_text(), int(row.get_attribute("data-depth") or 0))
        for row in page.locator(".tree-row").all()
    ]


def saved(page: Page, row: Locator) -> None:
    """Waits until the store has it, and looks again."""
    expect(row).to_have_class("tree-row is-saved")
    page.reload()


def row_of(page: Page, name: str) -> Locator:
    return page.locator(".tree-row").filter(has=page.get_by_role("link", name=name, exact=True))


def drag_by_finger(page: Page, row: Locator, down: float) -> None:
    """As a touch screen sends it; Playwright's own touch can only tap."""
    box = row.locator(".pe-handle").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    finger.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 9):
        there = {"x": x, "y": y + down * step / 8}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [there]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_tree_is_rearranged_by_drag_keys_and_finger(tabs: Tabs, store: DemoStore) -> None:
    page = logged_in(tabs.page(), store)
    page.goto(f"{store.url}/admin/catalog/category/")
    before = rows(page)
    leaf, depth = before[1]
    assert (before[0][1], depth, before[2][1]) == (0, 1, 1)

    # By drag: down past the next one.
    mine, other = row_of(page, leaf), page.locator(".tree-row").nth(2)
    handle, below = mine.locator(".pe-handle").bounding_box(), other.bounding_box()
    assert handle is not None
    assert below is not None
    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, below["y"] + below["height"] - 4, steps=5)
    page.mouse.up()
    saved(page, mine)
    assert rows(page) == [before[0], before[2], before[1], *before[3:]]

    # By keys: out of its parent, to the top.
    mine = row_of(page, leaf)
    mine.locator(".pe-handle").focus()
    page.keyboard.press("ArrowLeft")
    saved(page, mine)
    assert (leaf, 0) in rows(page)

    # Somebody else moved it meanwhile: the page says so and shows how it stands.
    stale = logged_in(tabs.page(**PHONE), store)
    stale.goto(f"{store.url}/admin/catalog/stockmovement/")
    cell = stale.locator("#result_list tbody td").first  # named for its column, on a phone
    expect(cell).to_have_attribute("data-label", "Time")
    stale.goto(f"{store.url}/admin/catalog/category/")
    page.locator(".pe-handle").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".tree-row.is-saved")).to_have_count(1)
    now = rows(page)
    tabs_heard = len(tabs.complaints)
    row_of(stale, leaf).locator(".pe-handle").tap()
    stale.get_by_role("button", name="Up").tap()
    expect(stale.locator("#tree-note")).to_contain_text("Somebody else rearranged the tree")
    expect(stale.locator(".tree-row").first.locator(".tree-name")).to_have_text(now[0][0])
    assert rows(stale) == now
    # The browser reports every 409 in its console; this one was wanted.
    assert [line.count("409") for line in tabs.complaints[tabs_heard:]] == [1]
    del tabs.complaints[tabs_heard:]

    # With a finger, by its buttons: into another.
    mine = row_of(stale, leaf)
    mine.locator(".pe-handle").tap()
    stale.get_by_label("Move inside").select_option(label=before[0][0])
    saved(stale, mine)
    assert (leaf, 1) in rows(stale)

    # With a finger, by drag: down past the next one, and the page does not scroll under it.
    before = rows(stale)
    leaf_row, next_row = stale.locator(".tree-row").nth(1), stale.locator(".tree-row").nth(2)
    assert before[1][1] == before[2][1] == 1
    height = next_row.bounding_box()
    assert height is not None
    moved = row_of(stale, before[1][0])
    drag_by_finger(stale, leaf_row, height["height"] * 1.4)
    assert stale.evaluate("scrollY") == 0
    saved(stale, moved)
    assert rows(stale) == [before[0], before[2], before[1], *before[3:]]
