"""The page in a browser: a purchase by hand, staff, trouble, Mini App, payment, phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from botapp.emulator.engine import Engine
from tests.botapp.emulator.conftest import TOKEN, png
from tests.botapp.emulator.shop_bot import serving
from tests.browser.chromium import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def shop() -> Iterator[tuple[str, Engine]]:
    with serving() as found:
        yield found


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """The page; an error of its scripts fails the test."""
    page = browser.new_page(**{"locale": "en-US", **options})
    errors: list[str] = []
    page.set_default_timeout(8000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/emulator/")
    page.wait_for_selector("body[data-ready=yes]")
    yield page
    page.close()
    assert errors == []


@pytest.fixture
def page(browser: Browser, shop: tuple[str, Engine]) -> Iterator[Page]:
    with opened(browser, shop[0], viewport={"width": 1440, "height": 900}) as found:
        yield found


def choose(page: Page, title: str) -> None:
    page.locator(f'[data-testid=chat-item][data-title="{title}"]').click()


def say(page: Page, text: str) -> None:
    page.get_by_test_id("composer-input").fill(text)
    page.get_by_test_id("send").click()


def bot_says(page: Page, text: str) -> None:
    expect(page.locator("[data-testid=message][data-from=bot]").last).to_contain_text(text)


def test_a_walk_through_the_shop(page: Page, shop: tuple[str, Engine]) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome, Emma!")
    expect(page.locator("[data-testid=message] strong")).to_have_text("Welcome")
    page.get_by_role("button", name="Catalog").click()
    picture = page.locator(".photo img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.photo img').naturalWidth === 640")
    expect(page.get_by_test_id("message")).to_have_count(2)
    add = page.get_by_role("button", name="Add to Cart")
    add.press("Enter")
    expect(page.get_by_test_id("toast")).to_have_text("Added to your cart")
    expect(add).to_have_attribute("aria-busy", "false")
    expect(add).to_be_focused()  # it is the same one still: nobody's press is lost half-way
    page.get_by_role("button", name="Back", exact=True).click()
    bot_says(page, "Main menu")
    expect(picture).to_have_count(0)
    page.get_by_role("button", name="Help").click()
    expect(page.get_by_test_id("alert")).to_contain_text("Write to us")
    page.get_by_role("button", name="OK", exact=True).click()

    say(page, "/checkout")
    page.get_by_test_id("reply-key").click()
    page.get_by_test_id("agree").click()
    bot_says(page, "Thank you, +15551234567")
    expect(page.get_by_test_id("reply-key")).to_have_count(0)
    expect(page.locator("[data-title=Staff] [data-testid=unread]")).to_have_text("1")
    choose(page, "Staff")
    bot_says(page, "New order #56")
    link = page.get_by_role("link", name="https://example.com/56")
    expect(link).to_have_attribute("target", "_blank")
    expect(page.get_by_test_id("unread")).to_have_count(0)


def test_a_new_customer_and_a_deep_link(page: Page, shop: tuple[str, Engine]) -> None:
    page.get_by_test_id("new-customer").click()
    page.get_by_test_id("customer-name").fill("Grace Hill")  # a name that could be proposed, too
    page.get_by_test_id("customer-language").select_option("ru")
    page.get_by_test_id("customer-create").click()
    expect(page.get_by_test_id("status")).to_contain_text("Grace Hill · RU")
    page.get_by_test_id("deep-link").click()
    page.get_by_test_id("deep-link-input").fill("https://t.me/demo_store_bot?start=promo7")
    page.get_by_test_id("deep-link-open").click()
    bot_says(page, "Welcome, Grace! promo7")
    (update,) = [one.update for one in shop[1].journal.sent]
    assert update["message"]["from"]["language_code"] == "ru"


def test_the_form_of_an_invoice(page: Page, shop: tuple[str, Engine]) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    say(page, "/parcel")
    card = page.get_by_test_id("invoice")
    expect(card.locator("img")).to_have_attribute("src", f"{shop[0]}/emulator/icon.svg")
    card.get_by_role("button").click()
    form = page.get_by_test_id("payment")
    form.get_by_test_id("pay-email").fill("nonsense")
    form.get_by_test_id("pay-ways").click()
    expect(form.get_by_role("status")).to_have_text("an e-mail address is needed")
    form.get_by_test_id("pay-email").fill("emma@example.com")
    form.get_by_test_id("pay-city").fill("Paris")
    form.get_by_test_id("pay-ways").click()
    expect(form.get_by_role("status")).to_have_text("We deliver in London only")
    form.get_by_test_id("pay-city").fill("London")
    form.get_by_test_id("pay-ways").click()
    expect(form.get_by_test_id("pay-way")).to_have_count(2)
    expect(form.get_by_test_id("pay-total")).to_have_text("€25.49")
    form.get_by_test_id("pay-way").filter(has_text="I come myself").click()
    form.get_by_test_id("pay-tip-chip").filter(has_text="€3.00").click()
    expect(form.get_by_test_id("pay-total")).to_have_text("€23.99")
    form.get_by_test_id("pay-tip").fill("4.5")
    form.get_by_test_id("pay").click()
    expect(form.get_by_role("status")).to_have_text("Paid. Thank you!")
    form.get_by_test_id("pay-done").click()
    expect(page.get_by_test_id("service")).to_have_text("You paid €25.49")
    card.get_by_test_id("receipt-button").click()
    receipt = page.get_by_test_id("receipt")
    expect(receipt.get_by_test_id("receipt-total")).to_have_text("€25.49")
    for line in ("Tip", "€4.50", "emma@example.com", "NW1 6XE, London, 221B Baker Street"):
        expect(receipt).to_contain_text(line)

    (paid,) = [sent.update for sent in shop[1].journal.sent if "pre_checkout_query" in sent.update]
    query = paid["pre_checkout_query"]
    assert query["shipping_option_id"] == "self"
    assert query["order_info"]["shipping_address"]["street_line1"] == "221B Baker Street"
    assert query["order_info"]["phone_number"] == "15551234567"


def test_moments_replies_and_attachments(page: Page, shop: tuple[str, Engine]) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    say(page, "/when")
    moments = page.locator("[data-testid=message] time")
    expect(moments.first).to_contain_text("March 17, 2022")
    expect(moments.last).to_have_text("as said")
    say(page, "/name")
    bot_says(page, "Your name?")
    expect(page.locator(".context")).to_contain_text("Your name?")
    page.get_by_test_id("composer-input").press("Escape")
    page.get_by_test_id("attach").click()
    expect(page.get_by_test_id("attachments")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("attachments")).to_be_hidden()
    page.get_by_test_id("attach").click()
    page.get_by_test_id("attach-location").click()
    bot_says(page, "At 55.7558")
    page.get_by_test_id("attach").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("attach-photo").click()
    chooser.value.set_files({"name": "shirt.png", "mimeType": "image/png", "buffer": png(shade=90)})
    expect(page.locator("[data-testid=message][data-from=user] .photo img")).to_be_visible()


def test_a_message_is_edited_and_deleted_by_its_menu(page: Page, shop: tuple[str, Engine]) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    own = page.locator("[data-testid=message][data-from=user]").last
    for entry, left in (("Edit", 1), ("Delete", 0)):
        own.hover()
        own.get_by_role("button", name="Actions with this message").click()
        page.get_by_role("menuitem", name=entry).click()
        if entry == "Edit":
            expect(page.get_by_test_id("composer-input")).to_have_value("/start")
            say(page, "/start again")
            expect(own).to_contain_text("/start again")
        expect(page.locator("[data-testid=message][data-from=user]")).to_have_count(left)
    kinds = [list(one.update)[1] for one in shop[1].journal.sent]
    assert kinds == ["message", "edited_message"]


def test_what_is_asked_of_the_bot_is_chosen_and_not_sent(page: Page) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    field = page.get_by_test_id("composer-input")
    field.fill("@demo_store_bot shi")
    result = page.get_by_test_id("inline-result")
    expect(result).to_have_text("Shirt")
    field.press("Enter")
    expect(result).to_be_focused()
    result.press("Enter")
    sent = page.locator("[data-testid=message][data-from=user]")
    expect(sent).to_have_count(2)
    expect(sent.last).to_contain_text("via @demo_store_bot")
    expect(field).to_have_value("")


def test_signs_are_drawn_without_a_font_of_the_machine(page: Page) -> None:
    loaded = page.evaluate("""async () => {
        await document.fonts.load('16px "Store Emoji"', "🛍");
        return [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family);
    }""")
    assert loaded == ["Store Emoji"]


def test_blocked_and_back(page: Page, shop: tuple[str, Engine]) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    page.get_by_test_id("block").click()
    page.get_by_test_id("unblock-button").click()
    expect(page.get_by_test_id("composer-input")).to_be_visible()
    expect(page.locator("[data-testid=message][data-from=bot]")).to_have_count(2)
    kinds = [list(one.update)[1] for one in shop[1].journal.sent]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


def test_a_mini_app_and_a_payment(page: Page) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    page.get_by_role("button", name="Mini App").click()
    frame = page.frame_locator("[data-testid=webapp-frame]")
    expect(frame.locator("#who")).to_have_text("Hello Emma, true")
    page.get_by_test_id("webapp-main-button").click()
    expect(page.get_by_test_id("webapp")).to_have_count(0)
    say(page, "/pay")
    page.get_by_test_id("invoice").get_by_role("button").click()
    page.get_by_test_id("pay-declined").click()
    expect(page.get_by_test_id("payment")).to_contain_text("There are not enough Stars")
    page.get_by_test_id("pay").click()
    page.get_by_test_id("pay-done").click()
    expect(page.get_by_test_id("service")).to_contain_text("You paid 50")


def test_trouble_and_traffic(page: Page, shop: tuple[str, Engine]) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("inspector-toggle").click()
    page.get_by_test_id("tab-trouble").click()
    page.get_by_test_id("trouble-copies").fill("2")
    page.get_by_test_id("trouble-copies").blur()
    expect(page.locator("[data-tab=trouble].active-trouble")).to_be_visible()
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    expect(page.locator("[data-testid=message][data-from=bot]")).to_have_count(2)
    page.get_by_test_id("tab-traffic").click()
    expect(page.get_by_test_id("entry")).to_have_count(4)
    page.get_by_test_id("entry").first.click()
    expect(page.get_by_test_id("entry").first).to_contain_text('"update_id"')
    page.get_by_test_id("tab-trouble").click()
    page.get_by_test_id("trouble-clear").click()
    say(page, "once")
    bot_says(page, "You said once")
    assert shop[1].trouble.copies == 1


def test_a_recording_is_saved_and_played(page: Page, tmp_path: Path) -> None:
    choose(page, "Emma Wilson")
    page.get_by_test_id("inspector-toggle").click()
    page.get_by_test_id("tab-recording").click()
    page.get_by_test_id("record").click()
    expect(page.get_by_test_id("record")).to_contain_text("Stop")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    page.get_by_role("button", name="Catalog").click()
    expect(page.locator(".photo img")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_test_id("record").click()
    saved = tmp_path / "recording.json"
    download.value.save_as(saved)
    recording = json.loads(saved.read_text())
    assert [act["do"] for act in recording["acts"]] == ["start", "press"]
    page.get_by_test_id("play-file").set_input_files(saved)
    expect(page.get_by_test_id("play-outcome")).to_have_text("Everything was as recorded.")
    recording["acts"][1]["label"] = "No such button"
    saved.write_text(json.dumps(recording))
    page.get_by_test_id("play-file").set_input_files(saved)
    expect(page.get_by_test_id("play-outcome")).to_contain_text("No such button")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(browser: Browser, shop: tuple[str, Engine], scheme: Any) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with opened(browser, shop[0], color_scheme=scheme, **phone) as page:
        shop_on_a_phone(page, dark=scheme == "dark")


def shop_on_a_phone(page: Page, *, dark: bool) -> None:
    expect(page.get_by_test_id("chat-list")).to_be_visible()
    expect(page.locator("#chat")).to_be_hidden()
    choose(page, "Иван Петров")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome, Иван!")
    page.get_by_role("button", name="Catalog").click()
    page.get_by_role("button", name="Add to Cart").click()
    expect(page.get_by_test_id("toast")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(16, 23, 22)") is dark
    page.get_by_role("button", name="Back to the chats").click()
    expect(page.locator("#chat")).to_be_hidden()


def test_what_is_said_while_a_chat_is_opened_stands_there_once(
    page: Page, shop: tuple[str, Engine]
) -> None:
    address, engine = shop
    choose(page, "Emma Wilson")
    page.get_by_test_id("start-button").click()
    bot_says(page, "Welcome")
    choose(page, "Staff")
    emma = next(user.id for user in engine.state.users.values() if user.first_name == "Emma")
    bot = f"{address}/emulator/api/bot{TOKEN}/sendMessage"

    def while_opening(route: Route) -> None:
        page.request.post(bot, data={"chat_id": emma, "text": "before the answer"})
        answer = route.fetch()
        page.request.post(bot, data={"chat_id": emma, "text": "after the answer"})
        route.fulfill(response=answer)

    page.route(f"**/app/chat?id={emma}", while_opening)
    choose(page, "Emma Wilson")

    texts = page.locator("[data-testid=message] .words")
    expect(texts).to_have_text(
        ["/start", "Welcome, Emma! ", "before the answer", "after the answer"]
    )
    expect(page.get_by_test_id("unread")).to_have_count(0)


def test_the_page_in_russian_and_back(browser: Browser, shop: tuple[str, Engine]) -> None:
    with opened(browser, shop[0], locale="ru-RU") as page:
        expect(page.get_by_role("heading", name="Чаты")).to_be_visible()
        choose(page, "Emma Wilson")
        expect(page.get_by_test_id("start-button")).to_have_text("Старт")
        page.get_by_test_id("language").click()
        expect(page.get_by_role("heading", name="Chats")).to_be_visible()
        expect(page.get_by_test_id("start-button")).to_have_text("Start")


def test_an_empty_chat_says_what_the_bot_can_do(page: Page, shop: tuple[str, Engine]) -> None:
    api = f"{shop[0]}/emulator/api/bot{TOKEN}/setMyDescription"
    page.request.post(api, data={"description": "Shirts and lamps."})
    page.request.post(api, data={"description": "Рубашки и лампы.", "language_code": "ru"})
    choose(page, "Emma Wilson")
    expect(page.get_by_test_id("welcome")).to_contain_text("What can this bot do?")
    expect(page.get_by_test_id("welcome")).to_contain_text("Shirts and lamps.")
    choose(page, "Иван Петров")
    expect(page.get_by_test_id("welcome")).to_contain_text("Рубашки и лампы.")


def test_the_profile_of_the_bot(page: Page, shop: tuple[str, Engine]) -> None:
    api = f"{shop[0]}/emulator/api/bot{TOKEN}"
    page.request.post(f"{api}/setMyShortDescription", data={"short_description": "A store"})
    commands = [{"command": "cart", "description": "What you chose"}]
    page.request.post(f"{api}/setMyCommands", data={"commands": commands})
    choose(page, "Emma Wilson")
    page.get_by_test_id("about").click()
    expect(page.get_by_test_id("short-description")).to_have_text("A store")
    expect(page.get_by_test_id("profile")).to_contain_text("/cart")
    expect(page.get_by_test_id("profile")).to_contain_text("@demo_store_bot")
