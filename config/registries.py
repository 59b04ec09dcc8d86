"""What lower rooms call in upper ones, as dotted paths that `manage.py check` tries to import."""

# Who is told of events, one delivery each; see shop/outbox.py.
OUTBOX_SUBSCRIBERS: list[str] = [
    "botapp.notifications.CustomerMessages",
    "botapp.notifications.StaffMessages",
]

# Handlers that export and erase what an app knows of a person; see shop/privacy.py.
PERSONAL_DATA: list[str] = [
    "botapp.privacy.BotData",
    "orders.privacy.OrdersData",
    "shop.privacy.ShopData",
]

# name → a function without arguments: returns quietly, or raises; see shop/health.py.
HEALTH_CHECKS: dict[str, str] = {
    "database": "shop.health.check_database",
    "cache": "shop.health.check_cache",
    "broker": "config.health.check_broker",
    "bot": "config.health.check_bot",
}

# Sections of the bot: their handlers and menu entries.
BOT_SECTIONS: list[str] = [
    "botapp.handlers.home.section",
    "botapp.handlers.browse.section",
    "botapp.handlers.cart.section",
    "botapp.handlers.checkout.section",
    "botapp.handlers.orders.section",
]

# The module whose start() and stop() run worker and beat inside a process that has no Redis.
EMBEDDED_WORKERS: str = "config.embedded"
