"""What leaves for Telegram's server, byte for byte."""

from __future__ import annotations

import asyncio
import json

from telegram import Bot, InputFile

from integrations.telegram.request import AiohttpRequest
from tests.fakes.outside import Outside, Request

_BOT = {"id": 1, "is_bot": True, "first_name": "Store"}
_SENT = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}


class Box(Outside):
    """Takes whatever comes, and keeps it."""

    body = b""

    def react(self, request: Request) -> tuple[int, bytes]:
        self.body = request.body
        return 200, json.dumps({"ok": True, "result": {**_BOT, **_SENT}}).encode()


def test_a_file_keeps_its_russian_name():
    async def send(url):
        request = AiohttpRequest()
        async with Bot("1:x", base_url=f"{url}/bot", request=request) as bot:
            await bot.send_document(1, InputFile(b"%PDF", filename='Меню "на неделю".pdf'))

    with Box() as box:
        asyncio.run(send(box.url))
    assert 'filename="Меню \\"на неделю\\".pdf"'.encode() in box.body
