"""What people write: texts, contacts, places, files, and second thoughts about them."""

from __future__ import annotations

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.errors import JSON, ActionError
from botapp.emulator.engine.files import document_json, photo_json, resolve
from botapp.emulator.engine.onlooker import Onlooker
from botapp.emulator.engine.state import Message
from botapp.emulator.engine.text import formatted


class Speaker(Onlooker):
    """Somebody who writes into the chat."""

    def send(self, text: str, *, reply_to: int | None = None) -> Message:
        """A text or a ``/command``."""
        plain, entities = formatted(text, None, None)
        if not plain:
            raise ActionError("an empty message cannot be sent")
        content: JSON = {"text": plain} | ({"entities": entities} if entities else {})
        return self._say(content | self._reply(reply_to))

    def send_contact(self, phone: str = "") -> Message:
        """Their own number, as the contact button shares it."""
        contact = {
            "phone_number": (phone or self.user.phone).lstrip("+"),
            "first_name": self.user.first_name,
            "user_id": self.id,
        }
        if self.user.last_name:
            contact["last_name"] = self.user.last_name
        return self._say({"contact": contact} | self._reply(self.chat.keyboard_message or None))

    def send_location(self, latitude: float = 55.7558, longitude: float = 37.6173) -> Message:
        """A place."""
        return self._say({"location": {"latitude": latitude, "longitude": longitude}})

    def send_file(self, upload: Upload, *, caption: str = "", photo: bool = False) -> Message:
        """A photo or a document."""
        kind = "photo" if photo else "document"
        files = resolve(self.engine.state, upload, {}, kind)
        content: JSON = {kind: photo_json(files) if photo else document_json(files[0])}
        if caption:
            content["caption"] = caption
        return self._say(content)

    def edit(self, message_id: int, text: str) -> None:
        """Changes one's own text; the bot gets ``edited_message``."""
        message = self._message(message_id)
        if message.body["from"]["id"] != self.id or "text" not in message.body:
            raise ActionError("only one's own texts can be edited")
        plain, entities = formatted(text, None, None)
        body = {key: value for key, value in message.body.items() if key != "entities"}
        body |= {"text": plain, "edit_date": int(self.engine.now())}
        message.body = body | ({"entities": entities} if entities else {})
        self._changed("edited", message=message.body)
        self.engine.updates.add("edited_message", message.body, self.chat.id)

    def delete(self, message_id: int) -> None:
        """Deletes a message for both sides; the bot hears nothing of it."""
        self.engine.remove(self.chat, self._message(message_id))

    def _say(self, content: JSON) -> Message:
        if self.chat.private and self.chat.blocked:
            raise ActionError("the bot is blocked; unblock it first")
        self.chat.started = True
        message = self.engine.post(self.chat, content, user=self.user)
        if self.chat.private or _meant_for_bot(content, self.engine.state.bot["username"]):
            self.engine.updates.add("message", message.body, self.chat.id)
        return message

    def _reply(self, message_id: int | None) -> JSON:
        if message_id is None or message_id not in self.chat.messages:
            return {}
        body = self.chat.messages[message_id].body
        return {
            "reply_to_message": {
                key: value for key, value in body.items() if key != "reply_to_message"
            }
        }


def _meant_for_bot(content: JSON, username: str) -> bool:
    """With privacy on, a bot in a group sees commands, mentions and replies to itself."""
    text = content.get("text", "")
    reply = content.get("reply_to_message", {}).get("from", {})
    return text.startswith("/") or f"@{username}" in text or bool(reply.get("is_bot"))
