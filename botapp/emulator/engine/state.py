"""What the stand-in server remembers: people, chats, messages, files, the bot's profile."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from botapp.emulator.engine.errors import JSON

FIRST_CUSTOMER_ID = 7_000_000_001
SEEDED_CUSTOMER_ID = 9_000_000_001  # the demo store's invented customers have ids from here up
STAFF_CHAT_ID = -1_001_000_000_001
STAFF_USER_ID = 6_999_999_001


@dataclass
class User:
    """A person with a Telegram account."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    phone: str = ""

    def as_json(self) -> JSON:
        """The User object as the bot sees it."""
        body: JSON = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                body[name] = value
        return body


@dataclass
class Message:
    """A message: ``body`` as the Bot API shows it, and what the API does not show."""

    body: JSON
    from_bot: bool
    at: float
    had_keyboard: bool = False
    unreachable: bool = False
    invoice: JSON | None = None
    receipt: JSON | None = None
    inline_id: str | None = None

    @property
    def id(self) -> int:
        """Number of the message in its chat."""
        number: int = self.body["message_id"]
        return number

    @property
    def chat_id(self) -> int:
        """The chat it stands in."""
        number: int = self.body["chat"]["id"]
        return number

    @property
    def shown(self) -> JSON:
        """The body, and what people see but bots do not: that the invoice is paid."""
        return self.body | {"is_paid": True} if self.receipt else self.body

    @property
    def markup(self) -> JSON | None:
        """Inline keyboard under the message."""
        return self.body.get("reply_markup")


@dataclass
class Chat:
    """A private chat of one person with the bot, or a group of staff."""

    id: int
    kind: str
    title: str = ""
    members: list[int] = field(default_factory=list)
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: JSON | None = None
    keyboard_message: int = 0
    pinned: list[int] = field(default_factory=list)
    read_up_to: int = 0
    last_id: int = 0

    @property
    def private(self) -> bool:
        """Between one person and the bot."""
        return self.kind == "private"


@dataclass
class File:
    """A file the server knows by its id; several ids may share one body."""

    file_id: str
    unique_id: str
    kind: str
    digest: str
    size: int
    name: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    sizes: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """``file_path`` for downloads."""
        folder = "photos" if self.kind == "photo" else "documents"
        suffix = self.name.rpartition(".")[2] if "." in self.name else "bin"
        return f"{folder}/{self.unique_id}.{suffix}"


@dataclass
class Query:
    """A callback, pre-checkout, inline or Mini App query waiting for the bot's answer."""

    id: str
    kind: str
    user_id: int
    chat_id: int
    at: float
    body: JSON = field(default_factory=dict)
    answer: JSON | None = None


@dataclass
class Webhook:
    """Where updates go."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    allowed_updates: list[str] = field(default_factory=list)
    last_error_at: int = 0
    last_error: str = ""


@dataclass
class Profile:
    """What the bot says about itself; inner keys are scope and language."""

    commands: dict[str, list[JSON]] = field(default_factory=dict)
    menu_buttons: dict[str, JSON] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class State:
    """Everything in memory; ``touched`` names the chats changed since the last save."""

    def __init__(self, bot_id: int, username: str, name: str) -> None:
        self.bot: JSON = {
            "id": bot_id,
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.bodies: dict[str, bytes] = {}
        self.queries: dict[str, Query] = {}
        self.invoices: dict[str, JSON] = {}
        self.transactions: list[JSON] = []
        self.webhook = Webhook()
        self.profile = Profile()
        self.pending: dict[int, JSON] = {}
        self.counter = 0
        self.private_message_id = 0
        self.update_id = 0
        self.touched: set[int] = set()

    def next_number(self) -> int:
        """A number never used before in this server."""
        self.counter += 1
        return self.counter

    def next_message_id(self, chat: Chat) -> int:
        """Private chats share one counter, as with Telegram; a group counts for itself."""
        if chat.private:
            self.private_message_id += 1
            chat.last_id = self.private_message_id
        else:
            chat.last_id += 1
        return chat.last_id

    def add_file(self, kind: str, body: bytes, **facts: Any) -> File:
        """A new file id (and its own ``file_unique_id``) for these bytes."""
        digest = hashlib.sha256(body).hexdigest()
        self.bodies.setdefault(digest, body)
        number = self.next_number()
        seed = hashlib.sha512(f"{self.bot['id']}:{number}:{digest}".encode()).digest()
        word = base64.urlsafe_b64encode(seed).decode().rstrip("=")
        photo = kind == "photo"
        file = File(
            file_id=("AgACAgIAAxkBAA" if photo else "BQACAgIAAxkBAA") + word[:58],
            unique_id=("AQAD" if photo else "AgAD") + word[60:72],
            kind=kind,
            digest=digest,
            size=len(body),
            **facts,
        )
        self.files[file.file_id] = file
        return file

    def head(self) -> JSON:
        """All but chats and file bodies, ready for json."""
        return {
            "users": [asdict(user) for user in self.users.values()],
            "files": [asdict(file) for file in self.files.values()],
            "queries": [asdict(query) for query in self.queries.values()],
            "invoices": self.invoices,
            "transactions": self.transactions,
            "webhook": asdict(self.webhook),
            "profile": asdict(self.profile),
            "pending": list(self.pending.values()),
            "counters": [self.counter, self.private_message_id, self.update_id],
        }

    def chat_json(self, chat_id: int) -> JSON:
        """One chat with its messages, ready for json."""
        chat = self.chats[chat_id]
        body = {key: value for key, value in vars(chat).items() if key != "messages"}
        return body | {"messages": [vars(message) for message in chat.messages.values()]}

    def restore(self, head: JSON, chats: list[JSON]) -> None:
        """Takes back what ``head`` and ``chat_json`` gave."""
        self.users = {row["id"]: User(**row) for row in head["users"]}
        self.files = {row["file_id"]: File(**row) for row in head["files"]}
        self.queries = {row["id"]: Query(**row) for row in head["queries"]}
        self.invoices = head["invoices"]
        self.transactions = head["transactions"]
        self.webhook = Webhook(**head["webhook"])
        self.profile = Profile(**head["profile"])
        self.pending = {row["update"]["update_id"]: row for row in head["pending"]}
        self.counter, self.private_message_id, self.update_id = head["counters"]
        for row in chats:
            messages = [Message(**message) for message in row.pop("messages")]
            self.chats[row["id"]] = Chat(**row, messages={item.id: item for item in messages})
