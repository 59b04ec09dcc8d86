"""What the audit log leaves alone of the chat: it holds nothing of the store's own."""

from shop.audit.watched import Watched

WATCHED: tuple[Watched, ...] = ()

NOT_WATCHED = {
    "botapp.PayMessage": "which messages have a button to pay by",
    "botapp.Session": "where a customer is in the chat",
    "botapp.UpdateClaim": "that an update was taken once",
    "botapp.UploadedFile": "a cache of Telegram's names for our pictures",
}
