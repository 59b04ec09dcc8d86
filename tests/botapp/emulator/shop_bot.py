"""A little bot with a shop's screens, and a server for it and the emulator."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from botapp.emulator.app import create_app
from botapp.emulator.asgi import HttpResponse, Receive, Scope, Send, read, write
from botapp.emulator.engine import Engine
from tests.botapp.emulator.conftest import TOKEN, button, inline, photo
from tests.botapp.emulator.test_payments import PARCEL, WAYS
from tests.botapp.emulator.test_profile_and_inline import article
from tests.infrastructure.processes import free_port

MINI_APP = b"""<!doctype html><script src="/emulator/webapp.js"></script>
<body><p id="who"></p><script>
const app = Telegram.WebApp;
app.ready();
who.textContent = `Hello ${app.initDataUnsafe.user.first_name}, ${app.initData.includes("hash=")}`;
app.MainButton.setText("Buy now").show().onClick(() => app.close());
</script></body>"""


class ShopBot:
    """Main menu, a photo card in its place, a cart toast, a checkout with a contact key."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine = engine
        self.address = address
        self.menu = inline(
            [button("Catalog", "catalog"), button("Help", "help")],
            [{"text": "Mini App", "web_app": {"url": f"{address}/mini"}}],
        )

    async def receive(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            await self._pressed(update["callback_query"])
        elif "shipping_query" in update:
            await self._asked_for_delivery(update["shipping_query"])
        elif "pre_checkout_query" in update:
            number = update["pre_checkout_query"]["id"]
            await self._call("answerPreCheckoutQuery", pre_checkout_query_id=number, ok=True)
        elif "inline_query" in update:
            number = update["inline_query"]["id"]
            await self._call("answerInlineQuery", inline_query_id=number, results=[article("1")])
        elif "message" in update:
            await self._said(update["message"])

    async def _said(self, message: dict[str, Any]) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        if text.startswith("/start"):
            greeting = f"<b>Welcome</b>, {message['from']['first_name']}! {text[7:]}"
            await self._send(chat, greeting, self.menu)
        elif text == "/checkout":
            key = {"text": "Share my number", "request_contact": True}
            await self._send(chat, "Your phone?", {"keyboard": [[key]], "resize_keyboard": True})
        elif text == "/pay":
            prices = [{"label": "Card", "amount": 50}]
            wish = {"title": "Card", "description": "A card", "payload": "p", "currency": "XTR"}
            await self._call("sendInvoice", chat_id=chat, prices=prices, **wish)
        elif text == "/parcel":
            picture = {"photo_url": f"{self.address}/emulator/icon.svg"}
            await self._call("sendInvoice", chat_id=chat, **PARCEL, **picture)
        elif text == "/when":
            moment = '<tg-time unix="1647531900" format="wDT">some day</tg-time>'
            await self._send(chat, f"{moment}, <tg-time unix='1647531900'>as said</tg-time>")
        elif text == "/name":
            await self._send(chat, "Once", {"keyboard": [["Anna"]], "one_time_keyboard": True})
            await self._send(chat, "Your name?", {"force_reply": True})
        elif "location" in message:
            await self._send(chat, f"At {message['location']['latitude']}")
        elif "contact" in message:
            number = message["contact"]["phone_number"]
            await self._send(chat, f"Thank you, +{number}", {"remove_keyboard": True})
            await self._send(-1001000000001, "New order <b>#56</b> https://example.com/56")
        elif text:
            await self._send(chat, f"You said {text}")

    async def _asked_for_delivery(self, query: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"shipping_query_id": query["id"], "ok": True}
        if query["shipping_address"]["city"] == "London":
            answer["shipping_options"] = WAYS
        else:
            answer |= {"ok": False, "error_message": "We deliver in London only"}
        await self._call("answerShippingQuery", **answer)

    async def _pressed(self, query: dict[str, Any]) -> None:
        place = {
            "chat_id": query["message"]["chat"]["id"],
            "message_id": query["message"]["message_id"],
        }
        answer: dict[str, Any] = {"callback_query_id": query["id"]}
        if query["data"] == "catalog":
            media = {"type": "photo", "media": "attach://p", "caption": "Classic T-Shirt"}
            keys = inline([button("Add to Cart", "add")], [button("Back", "back")])
            wish = {**place, "media": media, "reply_markup": keys}
            await self.engine.call("editMessageMedia", wish, {"p": photo(200)})
        elif query["data"] == "add":
            answer["text"] = "Added to your cart"
        elif query["data"] == "help":
            answer |= {"text": "Write to us", "show_alert": True}
        elif query["data"] == "back":
            await self._call("deleteMessage", **place)
            await self._send(place["chat_id"], "Main menu", self.menu)
        await self._call("answerCallbackQuery", **answer)

    async def _send(self, chat: int, text: str, markup: dict[str, Any] | None = None) -> None:
        wish = {"chat_id": chat, "text": text, "parse_mode": "HTML"}
        await self._call("sendMessage", **wish, **({"reply_markup": markup} if markup else {}))

    async def _call(self, method: str, **values: Any) -> None:
        answer = await self.engine.call(method, values)
        assert answer.status == 200, answer.body


class ShopServer:
    """The emulator at its paths, the bot's webhook at /hook, a Mini App at /mini."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.emulator = create_app(engine)
        self.bot = ShopBot(engine, address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/hook":
            request = await read(scope, receive)
            await self.bot.receive(json.loads(request.body))
            await write(HttpResponse(200), receive, send)
        elif scope["type"] == "http" and scope["path"] == "/mini":
            await write(HttpResponse(200, MINI_APP, "text/html"), receive, send)
        else:
            await self.emulator(scope, receive, send)


@contextmanager
def serving() -> Iterator[tuple[str, Engine]]:
    """The address of a running shop, and the engine behind it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    engine = Engine(TOKEN)
    engine.state.webhook.url = f"{address}/hook"
    config = uvicorn.Config(
        ShopServer(engine, address),  # type: ignore[arg-type]
        port=port,
        log_level="error",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        yield address, engine
    finally:
        server.should_exit = True
        thread.join(10)
