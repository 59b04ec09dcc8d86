"""The Bot API over real HTTP: JSON, forms, multipart, downloads, cut connections; the page's files."""

from __future__ import annotations

import json
from collections.abc import Iterator

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, InvalidToken, RetryAfter

from botapp.emulator.engine import Engine, Person, customer
from tests.botapp.emulator.conftest import TOKEN, png
from tests.botapp.emulator.shop_bot import serving


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[str, Engine]]:
    with serving() as found:
        yield found


@pytest.fixture
def api(shop: tuple[str, Engine]) -> str:
    return f"{shop[0]}/emulator/api/bot{TOKEN}"


@pytest.fixture
def guest(shop: tuple[str, Engine]) -> Person:
    person = customer(shop[1], "Guest")
    person.chat.started = True
    return person


async def test_bodies_of_three_kinds(api: str, guest: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    wish = {"chat_id": guest.id, "text": "<b>ж</b>", "parse_mode": "HTML"}
    form = {**wish, "chat_id": str(guest.id), "reply_markup": json.dumps(markup)}
    parts = aiohttp.FormData()
    for name, value in form.items():
        parts.add_field(name, value, content_type="text/plain; charset=utf-8")
    parts.add_field("unused", b"x", filename="x.bin")
    async with aiohttp.ClientSession() as session:
        answers = []
        for options in (
            {"json": {**wish, "reply_markup": markup}},
            {"data": form},
            {"data": parts},
            {"params": form},
        ):
            async with session.post(f"{api}/sendMessage", **options) as response:  # type: ignore[arg-type]
                assert response.status == 200
                assert response.content_type == "application/json"
                answers.append((await response.json())["result"])
    assert len({one["message_id"] for one in answers}) == 4
    for one in answers:
        assert one["text"] == "ж"
        assert one["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
        assert one["reply_markup"] == markup


async def test_an_upload_comes_back_byte_for_byte(
    shop: tuple[str, Engine], api: str, guest: Person
) -> None:
    body = bytes(range(256)) * 3 + b"\r\n--x\r\n\r\n\n"
    parts = aiohttp.FormData(quote_fields=False)
    parts.add_field("chat_id", str(guest.id))
    parts.add_field("document", body, filename="счёт.bin")
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{api}/sendDocument", data=parts) as response:
            document = (await response.json())["result"]["document"]
        assert document["file_name"] == "счёт.bin"
        async with session.post(
            f"{api}/getFile", json={"file_id": document["file_id"]}
        ) as response:
            path = (await response.json())["result"]["file_path"]
        address = f"{shop[0]}/emulator/api/file/bot{TOKEN}/{path}"
        async with session.get(address) as response:
            assert await response.read() == body
        async with session.get(address.replace(TOKEN, "43:OTHER")) as response:
            assert response.status == 401


async def test_refusals_have_their_http_status(api: str) -> None:
    async with aiohttp.ClientSession() as session:
        for path, body, status in (
            (f"{api}/sendMessage", b"{", 400),
            (f"{api}/sendMessage", b"[]", 400),
            (f"{api}/noSuchMethod", b"{}", 404),
            (f"{api.replace('TEST', 'OTHER')}/getMe", b"{}", 401),
        ):
            headers = {"content-type": "application/json"}
            async with session.post(path, data=body, headers=headers) as response:
                assert response.status == status
                assert (await response.json())["error_code"] == status


async def test_a_cut_connection(shop: tuple[str, Engine], api: str, guest: Person) -> None:
    shop[1].trouble.outage("after", times=1, cut=True)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            async with session.post(
                f"{api}/sendMessage", json={"chat_id": guest.id, "text": "a"}
            ) as response:
                await response.read()
    assert guest.screen.text == "a"


@pytest.mark.filterwarnings("ignore:.*retry_after")
async def test_python_telegram_bot_is_content(shop: tuple[str, Engine], guest: Person) -> None:
    base = f"{shop[0]}/emulator/api/bot"
    async with Bot(TOKEN, base_url=base) as bot:
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="b")]])
        sent = await bot.send_photo(guest.id, png(), caption="c", reply_markup=keys)
        assert sent.photo[-1].width == 640
        assert sent.reply_markup == keys
        again = await bot.send_photo(guest.id, sent.photo[-1].file_id)
        assert again.photo == sent.photo
        with pytest.raises(BadRequest, match="Message is not modified"):
            await bot.edit_message_caption(
                guest.id, sent.message_id, caption="c", reply_markup=keys
            )
        shop[1].trouble.too_many_requests(3)
        with pytest.raises(RetryAfter):
            await bot.send_message(guest.id, "a")
        assert (await bot.get_chat(guest.id)).first_name == "Guest"
    with pytest.raises(InvalidToken):
        await Bot("43:OTHER", base_url=base).__aenter__()


async def test_files_of_the_page(shop: tuple[str, Engine]) -> None:
    async with aiohttp.ClientSession() as session:
        for path, status, kind in (
            ("/emulator/", 200, "text/html"),
            ("/emulator", 200, "text/html"),
            ("/emulator/js/main.js", 200, "text/javascript"),
            ("/emulator/css/base.css", 200, "text/css"),
            ("/emulator/webapp.js", 200, "text/javascript"),
            ("/emulator/../app.py", 404, "text/plain"),
            ("/emulator/%2e%2e/app.py", 404, "text/plain"),
            ("/emulator/js/none.js", 404, "text/plain"),
        ):
            async with session.get(shop[0] + path) as response:
                assert (response.status, response.content_type) == (status, kind)
                if status == 200:
                    assert b"//cdn" not in await response.read()


async def test_what_the_page_may_not_do_is_told(shop: tuple[str, Engine]) -> None:
    async with aiohttp.ClientSession() as session:
        for path, body, status in (
            ("do", {"do": "fly", "user": 1, "chat": 1}, 409),
            ("do", [], 400),
            ("user", {"name": " ", "language": "en"}, 409),
            ("nothing", {}, 404),
        ):
            async with session.post(f"{shop[0]}/emulator/app/{path}", json=body) as response:
                assert response.status == status
                assert (await response.json())["error"]
