"""What lower rooms call in upper ones, as dotted paths that `manage.py check` tries to import."""

# Who is told of events, one delivery each; see shop/outbox.py.
OUTBOX_SUBSCRIBERS: list[str] = [
    "botapp.notifications.CustomerMessages",
    "botapp.notifications.StaffMessages",
    "botapp.direct_messages.DirectMessages",
    "integrations.analytics.ga4.subscriber.GoogleAnalytics",
    "integrations.analytics.metrika.subscriber.Metrika",
    "integrations.analytics.metrika.conversions.MetrikaConversions",
    "integrations.webhooks.subscriber.Webhooks",
    "integrations.one_stock.subscriber.MarketplaceStock",
    "botapp.sellers.paying.SellerPaying",
    "integrations.sellers.subscriptions.end_left.LeftSubscriptions",
    "botapp.staff_notices.StaffNotices",
    "botapp.reminders.CartReminders",
    "botapp.wallet_messages.WalletMessages",
    "botapp.digital_messages.DigitalMessages",
    "botapp.reward_messages.RewardMessages",
    "botapp.money_alerts.MoneyAlerts",
    "integrations.sellers.sheet.after_sync.SheetRefreshes",
    "botapp.sellers.key_checks.KeyChecks",
    "botapp.sellers.notices.SellerNotices",
    "botapp.sellers.news.SellerNews",
    "orders.paying.Openings",
    "orders.paying.Refunds",
    "orders.rewarding.Rewards",
]

# The ways to pay, in the order they are offered; see orders/payments.py.
PAYMENT_PROVIDERS: list[str] = [
    "integrations.payments.on_delivery.OnDelivery",
    "integrations.payments.yookassa.YooKassa",
    "integrations.payments.stripe_checkout.StripeCheckout",
    "integrations.payments.telegram_payments.TelegramPayments",
    "integrations.payments.cryptopay.CryptoPay",
    "orders.wallet.WalletProvider",
    "integrations.payments.stars.Stars",
]

# What is looked through each night for what cannot be true; see shop/reconciliation.py.
RECONCILED: list[str] = [
    "catalog.reconcile.Stock",
    "orders.reconcile.Orders",
    "orders.reconcile_money.Payments",
    "orders.reconcile_money.Wallets",
]

# What happens once a day: a task → `03:30` of the store's clock, or a function that says when.
DAILY_JOBS: dict[str, str] = {
    "shop.reconcile": "03:30",
    "orders.compare_refunds": "03:50",
    "shop.forget_sessions": "04:10",
    "botapp.forget_answers": "04:20",
    "catalog.forget_old_imports": "04:30",
    "catalog.forget_pictures": "04:40",
    "orders.forget_carts": "04:50",
    "orders.tell_day": "orders.day_summary.told_at",
}

# Handlers that export and erase what an app knows of a person; see shop/privacy.py.
PERSONAL_DATA: list[str] = [
    "botapp.privacy.BotData",
    "integrations.privacy.SellersData",
    "orders.privacy.OrdersData",
    "shop.privacy.ShopData",
    "shop.privacy.AuditLog",  # the last: what the others erase is recorded too
]

# Modules that say which models the audit log watches, and why not the others; see shop/audit.
AUDITED: list[str] = [
    "shop.audited",
    "catalog.audited",
    "orders.audited",
    "integrations.audited",
    "botapp.audited",
]

# name → a function without arguments: returns quietly, or raises; see shop/health.py.
HEALTH_CHECKS: dict[str, str] = {
    "database": "shop.health.check_database",
    "cache": "shop.health.check_cache",
    "broker": "config.health.check_broker",
    "bot": "config.health.check_bot",
}

# What the admin's status page shows, in this order; see shop/integrations.py.
INTEGRATIONS: list[str] = [
    "botapp.parts.TelegramBot",
    "botapp.parts.StaffChat",
    "shop.parts.Outbox",
    "integrations.parts.Jobs",
    "integrations.parts.Webhooks",
    "integrations.analytics.parts.GoogleAnalytics",
    "integrations.analytics.parts.Metrika",
    "integrations.sheets.parts.GoogleSheets",
    "config.parts.Worker",
    "config.parts.Beat",
    "config.parts.Broker",
    "shop.parts.Database",
    "shop.parts.Cache",
]

# Sections of the bot: their handlers and menu entries.
BOT_SECTIONS: list[str] = [
    "botapp.handlers.home.section",
    "botapp.handlers.reminders.section",
    "botapp.handlers.browse.section",
    "botapp.handlers.cart.section",
    "botapp.handlers.checkout.section",
    "botapp.handlers.details.section",
    "botapp.handlers.promo.section",
    "botapp.handlers.orders.section",
    "botapp.handlers.privacy.section",
    "botapp.handlers.payment.section",
    "botapp.handlers.friends.section",
    "botapp.handlers.wallet.section",
    "botapp.sellers.section.section",
]

# Panels of the admin's front page, from top to bottom; see shop/admin/dashboard.py.
DASHBOARD_PANELS: list[str] = [
    "orders.admin.dashboard_queues.Queues",
    "orders.admin.dashboard_payments.StuckPayments",
    "catalog.admin.dashboard.LowStock",
    "shop.admin.dashboard_outbox.FailedDeliveries",
    "orders.admin.dashboard_figures.KeyFigures",
    "orders.admin.dashboard_figures.Sales",
    "orders.admin.dashboard_figures.ByStatus",
    "orders.admin.dashboard_queues.NewOrders",
    "orders.admin.dashboard_queues.OrdersToShip",
    "catalog.admin.dashboard.StockList",
    "orders.admin.dashboard_figures.TopProducts",
    "orders.admin.dashboard_people.NewCustomers",
    "botapp.dashboard.Funnel",
    "orders.admin.dashboard_figures.AtAGlance",
    "orders.admin.dashboard_people.Cohorts",
]

# Functions that say where people were seen, to count who opened the shop; see
# orders/people_seen.py.
VISITS: list[str] = ["botapp.dashboard.visits"]

# The service behind imports from a spreadsheet and exports to one; see catalog/files/sheets.py.
SPREADSHEETS: str = "integrations.sheets.service.GoogleSheets"

# The module whose start() and stop() run worker and beat inside a process that has no Redis.
EMBEDDED_WORKERS: str = "config.embedded"
