"""What waits for the bot's answer: presses, inline queries, Mini Apps."""

from __future__ import annotations

from botapp.emulator.engine.errors import JSON, ActionError
from botapp.emulator.engine.methods.inline import post_result
from botapp.emulator.engine.payer import Payer
from botapp.emulator.engine.state import Message, Query
from botapp.emulator.engine.views import buttons_of, is_named


class Asker(Payer):
    """Somebody who presses buttons; each act leaves a ``Query``."""

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
