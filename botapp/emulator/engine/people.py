"""What people do in their app: each act becomes a message, an update, or both."""

from __future__ import annotations

from typing import Any, Literal

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.core import Engine
from botapp.emulator.engine.errors import JSON, ActionError
from botapp.emulator.engine.files import document_json, photo_json, resolve
from botapp.emulator.engine.methods.inline import post_result
from botapp.emulator.engine.state import (
    Chat,
    Message,
    Query,
    User,
)
from botapp.emulator.engine.text import formatted
from botapp.emulator.engine.views import View, buttons_of, is_named, view


class Person:
    """A user of the app, speaking in one chat: their own with the bot, or a group."""

    def __init__(self, engine: Engine, user: User, chat: Chat | None = None) -> None:
        self.engine = engine
        self.user = user
        self.chat = chat or engine.state.chats[user.id]

    @property
    def id(self) -> int:
        """Telegram id."""
        return self.user.id

    def within(self, chat_id: int) -> Person:
        """The same person, speaking in another chat."""
        return Person(self.engine, self.user, self.engine.state.chats[chat_id])

    # Looking

    @property
    def messages(self) -> list[View]:
        """Everything in the chat, oldest first."""
        return [view(message) for message in self.chat.messages.values()]

    @property
    def screen(self) -> View:
        """The bot's newest message."""
        for message in reversed(self.chat.messages.values()):
            if message.from_bot:
                return view(message)
        raise ActionError("the bot has said nothing here")

    @property
    def keyboard(self) -> list[list[str]]:
        """Labels of the reply keyboard, empty when there is none."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def toasts(self) -> list[str]:
        """Texts of the answered callback queries of this person, oldest first."""
        return [
            query.answer["text"]
            for query in self.engine.state.queries.values()
            if query.kind == "callback" and query.user_id == self.id and query.answer
            if query.answer["text"]
        ]

    # Saying

    def start(self, payload: str = "") -> Message:
        """Opens the bot (by a deep link, with a payload); unblocks it."""
        if self.chat.blocked:
            self.unblock()
        return self.send(f"/start {payload}".strip())

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

    # Pressing

    def press(self, label: str, *, message_id: int | None = None) -> Query | Message | str:
        """Presses an inline button by its label (whole, else contained), newest message first.

        A callback button gives its Query, a pay or reply-keyboard button what follows from it,
        an address button its address.
        """
        for message in self._newest_first(message_id):
            for exact in (True, False):
                for button in buttons_of(message.markup, "inline_keyboard"):
                    if is_named(button, label, exact):
                        return self._press(message, button)
        if message_id is None:
            for exact in (True, False):
                for button in buttons_of(self.chat.keyboard, "keyboard"):
                    if is_named(button, label, exact):
                        return self.press_key(button["text"])
        raise ActionError(f"there is no button {label!r} in the chat")

    def press_data(self, message_id: int, data: str) -> Query:
        """Presses a callback button by its data, even one that is no longer there."""
        return self._callback(self.chat.messages.get(message_id), message_id, data)

    def press_key(self, label: str) -> Message | str:
        """Presses a button of the reply keyboard."""
        for button in buttons_of(self.chat.keyboard, "keyboard"):
            if button["text"] == label:
                break
        else:
            raise ActionError(f"there is no key {label!r}")
        if (self.chat.keyboard or {}).get("one_time_keyboard"):
            self._changed("keyboard_used")
        if button.get("request_contact"):
            return self.send_contact()
        if button.get("request_location"):
            return self.send_location()
        if "web_app" in button:
            address: str = button["web_app"]["url"]
            return address
        return self.send(label)

    def _press(self, message: Message, button: JSON) -> Query | str:
        if "callback_data" in button:
            return self._callback(message, message.id, button["callback_data"])
        if button.get("pay"):
            return self.pay(message_id=message.id)
        for name in ("web_app", "login_url"):
            if name in button:
                address: str = button[name]["url"]
                return address
        return str(button.get("url") or button.get("copy_text", {}).get("text", ""))

    def _callback(self, message: Message | None, message_id: int, data: str) -> Query:
        body: JSON = {"message_id": message_id, "data": data}
        query = self._query("callback", body)
        update: JSON = {
            "id": query.id,
            "from": self.user.as_json(),
            "chat_instance": str(abs(self.chat.id) * 31 + 7),
            "data": data,
        }
        if message is not None and message.inline_id and not message.from_bot:
            update["inline_message_id"] = message.inline_id
        elif message is None or message.unreachable:
            chat = self.engine.chat_json(self.chat)
            update["message"] = {"message_id": message_id, "chat": chat, "date": 0}
        else:
            update["message"] = message.body
        self.engine.updates.add("callback_query", update, self.chat.id)
        return query

    # Paying

    def pay(
        self,
        *,
        message_id: int | None = None,
        slug: str = "",
        declined: bool = False,
        order_info: JSON | None = None,
    ) -> Query:
        """Confirms an invoice (message or link): the bot gets a pre_checkout_query.

        ``declined``: the card will be refused even if the bot says yes.
        """
        if slug:
            invoice = self.engine.state.invoices.get(slug)
        else:
            message = next((item for item in self._newest_first(message_id) if item.invoice), None)
            invoice = message.invoice if message else None
            message_id = message.id if message else None
        if invoice is None:
            raise ActionError("there is no such invoice")
        body: JSON = {
            "invoice": invoice,
            "declined": declined,
            "source": {"message_id": message_id, "slug": slug},
        }
        if order_info:
            body["order_info"] = order_info
        query = self._query("pre_checkout", body)
        update = {
            "id": query.id,
            "from": self.user.as_json(),
            "currency": invoice["currency"],
            "total_amount": invoice["total_amount"],
            "invoice_payload": invoice["payload"],
        }
        self.engine.updates.add("pre_checkout_query", update, self.id)
        return query

    # Inline mode and Mini Apps

    def ask_inline(self, text: str, offset: str = "") -> Query:
        """``@bot text`` in the input field; the answer comes into the Query."""
        query = self._query("inline", {"query": text})
        update = {
            "id": query.id,
            "from": self.user.as_json(),
            "query": text,
            "offset": offset,
            "chat_type": "sender" if self.chat.private else self.chat.kind,
        }
        self.engine.updates.add("inline_query", update, self.id)
        return query

    def choose_inline(self, query: Query, result_id: str) -> Message:
        """Sends one of the results."""
        results = (query.answer or {}).get("results", [])
        for result in results:
            if result["id"] == result_id:
                break
        else:
            raise ActionError(f"there is no result {result_id!r}")
        message = post_result(self.engine, self.chat, self.user, result)
        chosen = {
            "result_id": result_id,
            "from": self.user.as_json(),
            "query": query.body["query"],
        }
        if message.inline_id:
            chosen["inline_message_id"] = message.inline_id
        self.engine.updates.add("chosen_inline_result", chosen, self.id)
        return message

    def send_web_app_data(self, button_text: str, data: str) -> Message:
        """What a Mini App opened from the reply keyboard sends back."""
        return self._say({"web_app_data": {"data": data, "button_text": button_text}})

    def open_web_app(self) -> Query:
        """A Mini App query, to be answered by answerWebAppQuery."""
        return self._query("web_app", {})

    # Leaving and coming back

    def block(self) -> None:
        """Blocks the bot (in a group: puts it out)."""
        self._membership("kicked")

    def unblock(self) -> None:
        """Lets the bot write again."""
        self._membership("member")

    def _membership(self, status: Literal["kicked", "member"]) -> None:
        blocked = status == "kicked"
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        self.chat.started = True
        member: JSON = {"user": self.engine.state.bot, "status": status}
        if blocked:
            member["until_date"] = 0
        old: JSON = {
            "user": self.engine.state.bot,
            "status": "member" if blocked else "kicked",
        }
        if not blocked:
            old["until_date"] = 0
        body = {
            "chat": self.engine.chat_json(self.chat),
            "from": self.user.as_json(),
            "date": int(self.engine.now()),
            "old_chat_member": old,
            "new_chat_member": member,
        }
        self.engine.updates.add("my_chat_member", body, self.chat.id)
        self._changed("chat")

    # Inside

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

    def _query(self, kind: str, body: JSON) -> Query:
        engine = self.engine
        number = str(10**15 + engine.state.next_number() * 7919)
        query = Query(number, kind, self.id, self.chat.id, engine.now(), body)
        engine.state.queries[number] = query
        while len(engine.state.queries) > 2000:
            del engine.state.queries[next(iter(engine.state.queries))]
        return query

    def _newest_first(self, message_id: int | None) -> list[Message]:
        if message_id is not None:
            return [self._message(message_id)]
        return list(reversed(self.chat.messages.values()))

    def _message(self, message_id: int) -> Message:
        message = self.chat.messages.get(message_id)
        if message is None:
            raise ActionError(f"there is no message {message_id}")
        return message

    def _changed(self, kind: str, **facts: Any) -> None:
        self.engine.state.touched.add(self.chat.id)
        self.engine.journal.emit(kind, chat_id=self.chat.id, **facts)


def _meant_for_bot(content: JSON, username: str) -> bool:
    """With privacy on, a bot in a group sees commands, mentions and replies to itself."""
    text = content.get("text", "")
    reply = content.get("reply_to_message", {}).get("from", {})
    return text.startswith("/") or f"@{username}" in text or bool(reply.get("is_bot"))
