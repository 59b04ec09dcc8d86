"""A Bot API server in memory: what the chat page runs on, and what tests of the bot run on.

No I/O of its own, no Django: time, sleep and HTTP come from outside.

    engine = Engine(token="42:TEST", now=clock)          # now, sleep and fetch may be left out
    anna = customer(engine, "Anna", language="ru")       # an account; ids from 7000000001
    staff = staff_chat(engine)                           # the group -1001000000001, "Staff"

    anna.start()                                         # or anna.start("payload") by deep link
    await engine.updates.drain(receive)        # async receive(headers, body) -> (status, body)
    assert "Каталог" in anna.screen.buttons[0][0]        # the bot's newest message
    anna.press("Каталог")                                # by label: whole, else contained
    await engine.updates.drain(receive)

``drain`` hands over every waiting update, one after another, with those that follow from it;
it never sleeps. It raises AssertionError on an answer outside 2xx, unless told
``accept_failures=True``; ``attempts=3`` repeats as Telegram does.

People (``Person``): ``start send send_contact send_location send_file edit delete press
press_data press_key pay ask_inline choose_inline send_web_app_data block unblock``; to look:
``screen messages keyboard toasts``; ``person.within(chat_id)`` speaks in a group.

How the bot reaches it, any of:
    await engine.call("sendMessage", {"chat_id": …, "text": …})         # typed JSON values
    await engine.call(method, form_values, uploads, from_form=True)     # texts, as from a form
    await serve(engine, "POST", "/bot42:TEST/sendMessage", headers, body)   # raw HTTP
    botapp.emulator.app.create_app(engine)                              # ASGI, for uvicorn

What happened: ``calls(engine, "sendMessage")`` → list of ``Call`` (``params``, ``ok``, ``result``,
``description``); ``engine.journal.sent`` the deliveries.

Trouble: ``engine.trouble.too_many_requests(3, times=2)``, ``.outage("after", times=1)``,
``.error(400, "Bad Request: …", method="editMessageText")``, ``.latency(0.2)``,
``.duplicates(2)``, ``.out_of_order = True``, ``.limits = Limits(engine.now)``, ``.clear()``;
``make_unreachable(person, message_id)`` turns a message into one the bot can no longer touch.
"""

from __future__ import annotations

from botapp.emulator.engine.accounts import add_group, add_user
from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.core import Answer, Engine
from botapp.emulator.engine.errors import ActionError, ApiError
from botapp.emulator.engine.helpers import calls, customer, make_unreachable, staff_chat
from botapp.emulator.engine.initdata import init_data
from botapp.emulator.engine.journal import Call, Sent
from botapp.emulator.engine.people import Person
from botapp.emulator.engine.state import FIRST_CUSTOMER_ID, STAFF_CHAT_ID
from botapp.emulator.engine.trouble import Limits, Rule
from botapp.emulator.engine.views import View, view
from botapp.emulator.engine.wire import serve

__all__ = [
    "FIRST_CUSTOMER_ID",
    "STAFF_CHAT_ID",
    "ActionError",
    "Answer",
    "ApiError",
    "Call",
    "Engine",
    "Limits",
    "Person",
    "Rule",
    "Sent",
    "Upload",
    "View",
    "add_group",
    "add_user",
    "calls",
    "customer",
    "init_data",
    "make_unreachable",
    "serve",
    "staff_chat",
    "view",
]
