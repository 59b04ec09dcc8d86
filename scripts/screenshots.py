"""The README's pictures, taken of the demo store as it is now: `make screenshots`.

A store of its own in a temporary folder, a purchase by hand, Chromium without a window.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import ENGLISH, RUSSIAN, ChatPage, Words
from tests.browser.chromium import chromium
from tests.browser.demo import OWNER, OWNER_PASSWORD, DemoStore, filled
from tests.infrastructure.processes import ROOT, chromium_path

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 300_000
PHONE = (390, 950)  # a tall one, for a whole product card
LAPTOP = (1440, 900)
PATIENCE = 30_000  # ms


def main() -> int:
    if chromium_path() is None:
        print("Chromium is needed: on Debian or Ubuntu, apt install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        print("Filling a demo store (about a minute)…", flush=True)
        store = DemoStore(filled(Path(folder) / "store"))
        store.start()
        try:
            store.introduce_bot()
            with chromium() as browser:
                take_all(browser, store.url)
        finally:
            store.stop()
    return 0


def take_all(browser: Browser, url: str) -> None:
    expect.set_options(timeout=PATIENCE)
    chat = ChatPage(opened(browser, LAPTOP, 1))
    chat.page.goto(f"{url}/emulator/")
    buy(chat, "Иван Петров", RUSSIAN, "Тверь, Садовая ул., 7, кв. 12")
    number = buy(chat, "Emma Wilson", ENGLISH, "10 Main Street, Springfield")
    chat.page.get_by_test_id("inspector-toggle").click()
    to_the_end(chat.page)
    take(chat.page, "emulator")

    phone = ChatPage(opened(browser, PHONE, 2))
    phone.page.goto(f"{url}/emulator/")
    phone.meet("Kate Bell", "en")
    phone.start()
    phone.press(ENGLISH.catalog, *ENGLISH.shelves, ENGLISH.product, ENGLISH.options[0])
    expect(phone.screen).to_contain_text(ENGLISH.options[0])
    expect(phone.button("XL")).to_be_visible()
    phone.page.wait_for_function("[...document.images].every((one) => one.complete)")
    to_the_end(phone.page)
    take(phone.page, "chat")

    admin = opened(browser, LAPTOP, 1)
    log_in(admin, url)
    take(admin, "dashboard")
    admin.goto(f"{url}/admin/orders/order/")
    take(admin, "admin")
    admin.goto(f"{url}/admin/orders/order/{number}/change/")
    take(admin, "order")


def opened(browser: Browser, size: tuple[int, int], scale: int) -> Page:
    """A light page of `size`, as somebody who reads English sees it."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        is_mobile=size == PHONE,
        has_touch=size == PHONE,
        locale="en-US",
        timezone_id="Europe/Moscow",  # the store's own, as its staff live in
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def buy(chat: ChatPage, name: str, words: Words, address: str) -> int:
    """The whole main way; the order's number."""
    chat.open(name)
    chat.start()
    chat.fill_cart(words)
    chat.check_out(words, name, address)
    return chat.confirm(words)


def log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/")
    page.locator("input[name=username]").fill(OWNER)
    page.locator("input[name=password]").fill(OWNER_PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url(f"{url}/admin/")


def to_the_end(page: Page) -> None:
    """Scrolls the chat down: pictures that came late have pushed its end away."""
    page.locator(".scroller").evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    expect(page.get_by_test_id("toast")).to_have_count(0)
    page.wait_for_timeout(600)  # highlights have gone


def take(page: Page, name: str) -> None:
    """Writes docs/pictures/<name>.png with at most MOST_BYTES."""
    page.evaluate("document.fonts.ready.then(() => null)")
    if "/admin/" in page.url:  # the chat's event stream never rests
        page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    body = as_png(image)
    if len(body) > MOST_BYTES:
        body = as_png(few_colours(image))
    while len(body) > MOST_BYTES:
        smaller = (image.width * 4 // 5, image.height * 4 // 5)
        image = image.resize(smaller, Image.Resampling.LANCZOS)
        body = as_png(few_colours(image))
    path = PICTURES / f"{name}.png"
    path.write_bytes(body)
    print(f"{path.relative_to(ROOT)}  {image.width}×{image.height}  {len(body) // 1000} kB")


def few_colours(image: Image.Image) -> Image.Image:
    return image.quantize(256, dither=Image.Dither.FLOYDSTEINBERG)


def as_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
