"""What leaves as a document: files, uploaded to Telegram once and then sent by id, and long texts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from telegram import Bot, InputFile
from telegram.error import BadRequest

from botapp.uploads import is_wrong_file, known_file_id, remember_file_id
from integrations.telegram.bot import PARSE_MODE
from orders.models import DigitalFile
from orders.models.digital import private_storage


@dataclass(frozen=True)
class Document:
    """A private file of the store, the `name` that its buyer reads, and where Telegram has it.

    `stored` names it in the private storage; `file_id` is empty until it was uploaded once.
    """

    stored: str
    name: str
    caption: str
    file_id: str = ""

    @classmethod
    def of(cls, file: DigitalFile, caption: str) -> Document:
        stored = file.file.name or ""
        return cls(stored, file.name, caption, known_file_id(stored))

    @property
    def can_be_sent(self) -> bool:
        """Whether Telegram has it, or the storage still does."""
        return bool(self.file_id) or private_storage().exists(self.stored)

    async def send(self, bot: Bot, chat_id: int) -> None:
        """Send it; a file id that Telegram knows no longer is replaced by uploading anew."""
        if self.file_id:
            try:
                await self._attempt(bot, chat_id, self.file_id)
            except BadRequest as error:
                if not is_wrong_file(error):
                    raise
            else:
                return
        content = await asyncio.to_thread(self._read)
        new_id = await self._attempt(bot, chat_id, InputFile(content, filename=self.name))
        if new_id:
            await sync_to_async(remember_file_id)(self.stored, new_id)

    async def _attempt(self, bot: Bot, chat_id: int, what: str | InputFile) -> str:
        sent = await bot.send_document(
            chat_id,
            what,
            caption=self.caption,
            parse_mode=PARSE_MODE,
            disable_content_type_detection=True,
        )
        return sent.document.file_id if sent.document else ""

    def _read(self) -> bytes:
        with private_storage().open(self.stored) as file:
            return bytes(file.read())


@dataclass(frozen=True)
class TextDocument:
    """A text that no message has room for, sent as a file of this `name`."""

    name: str
    text: str
    caption: str

    async def send(self, bot: Bot, chat_id: int) -> None:
        await bot.send_document(
            chat_id,
            InputFile(self.text.encode(), filename=self.name),
            caption=self.caption,
            parse_mode=PARSE_MODE,
            disable_content_type_detection=True,
        )
