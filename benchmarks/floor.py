"""The least a bot can do: the store's server, bot library and transport, and no store behind.

uvicorn benchmarks.floor:application
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application, CallbackContext, TypeHandler

from integrations.telegram.request import AiohttpRequest

_request = AiohttpRequest()
_bot = Bot(
    os.environ["TELEGRAM_BOT_TOKEN"],
    base_url=f"{os.environ['TELEGRAM_API_URL']}/bot",
    request=_request,
    get_updates_request=_request,
)
_application = Application.builder().bot(_bot).updater(None).build()


async def answer(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """One edit and one answer to the button."""
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    await asyncio.gather(
        context.bot.edit_message_text(
            "<b>A shirt</b>\n\nIt costs 19.99.",
            query.message.chat.id,
            query.message.message_id,
            parse_mode="HTML",
        ),
        context.bot.answer_callback_query(query.id),
    )


_application.add_handler(TypeHandler(Update, answer))


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await _application.initialize()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await _application.shutdown()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = b""
    more = scope["method"] == "POST"
    while more:
        part = await receive()
        body += part["body"]
        more = part.get("more_body", False)
    if body:
        await _application.process_update(Update.de_json(json.loads(body), _bot))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})
