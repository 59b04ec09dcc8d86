"""Settings of the test suite: base without `.env`, fast passwords, nothing leaves the machine."""

import os

os.environ["ENV_FILE"] = ""
os.environ.setdefault("SECRET_KEY", "tests-only-secret-key-with-enough-characters-in-it-for-checks")
os.environ.setdefault("LOG_FORMAT", "console")

from config.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
# Each test starts with an empty cache of its own; Redis is for the tests marked `redis`.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REDIS_URL = ""
TELEGRAM_BOT_TOKEN = "1234567890:TEST-token-for-tests-only-0123456789"  # noqa: S105
TELEGRAM_WEBHOOK_SECRET = "test-webhook-secret"  # noqa: S105
TELEGRAM_STAFF_CHAT_ID = -1001234567890
TELEGRAM_API_URL = (
    "http://127.0.0.1:9"  # the discard port: a test that forgets its fake is refused at once
)
OUTBOX_BUFFER_SECONDS = 0.0
FIELD_ENCRYPTION_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
