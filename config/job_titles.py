"""What scheduled jobs are called on the admin's pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

JOB_TITLES: dict[str, Any] = {
    "shop.relay_outbox": _("Send what waits in the outbox"),
    "shop.run_daily_jobs": _("Start the jobs of the day"),
    "shop.thin_outbox": _("Thin out the outbox"),
    "shop.thin_audit_log": _("Thin out the audit log"),
    "shop.forget_old_keys": _("Forget expired tokens and answers"),
    "shop.heartbeat": _("Show that worker and clock are alive"),
    "shop.forget_sessions": _("Forget expired sessions"),
    "shop.reconcile": _("Reconcile stock, orders and payments"),
    "orders.tell_day": _("Daily summary for the staff chat"),
    "orders.remind_of_carts": _("Remind of carts left behind"),
    "orders.expire_unpaid": _("Cancel orders that were not paid in time"),
    "orders.recount_customers": _("Count what customers ordered"),
    "orders.resume_exports": _("Go on with exports"),
    "orders.start_scheduled_exports": _("Begin the exports of the hour"),
    "orders.forget_old_exports": _("Thin out old exports"),
    "orders.reconcile_payments": _("Ask about payments that nothing was heard of"),
    "orders.compare_ledgers": _("Compare the providers' books with ours"),
    "orders.compare_refunds": _("Look for refunds made at the providers themselves"),
    "orders.refresh_figures": _("Bring the figures up to date"),
    "catalog.resume_imports": _("Go on with imports"),
    "catalog.forget_uploads": _("Forget pictures that were never saved"),
    "catalog.forget_old_imports": _("Thin out old imports"),
    "catalog.forget_pictures": _("Delete pictures that no product shows"),
    "orders.forget_carts": _("Empty carts left behind long ago"),
    "botapp.forget_answers": _("Forget answers left half-way"),
    "botapp.show_missed_screens": _("Show screens that got lost"),
    "botapp.forget_old_updates": _("Forget old updates of Telegram"),
    "integrations.refresh_sheets": _("Go on with sellers' sheets"),
    "integrations.forget_given_keys": _("Forget sellers' keys that were never checked"),
    "integrations.advance_subscriptions": _("Move sellers' subscriptions"),
    "integrations.forget_seller_tokens": _("Forget expired log-ins of sellers"),
    "integrations.start_due_syncs": _("Begin the readings of marketplaces that are due"),
    "integrations.wake_syncs": _("Go on with readings of marketplaces"),
    "integrations.sync_marketplace": _("Read a marketplace account"),
    "integrations.thin_syncs": _("Thin out what marketplaces answered"),
    "integrations.level_listings": _("Compare the marketplaces' stock with ours"),
    "integrations.thin_webhook_log": _("Thin out the log of webhooks"),
}
