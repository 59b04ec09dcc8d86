"""`/api/v1/seller/…`: sellers with marketplace accounts."""

from django.urls import URLPattern

from integrations.api import auth, billing, health, products, sheets, syncs, tenants
from shop.paths import path_both

urlpatterns: list[URLPattern] = [
    path_both("auth/register", auth.RegisterView.as_view(), name="seller-register"),
    path_both("auth/login", auth.LogInView.as_view(), name="seller-log-in"),
    path_both("auth/password", auth.PasswordView.as_view(), name="seller-password"),
    path_both("auth/refresh", auth.RefreshView.as_view(), name="seller-refresh"),
    path_both("auth/logout", auth.LogOutView.as_view(), name="seller-log-out"),
    path_both("tenants/me", tenants.TenantView.as_view(), name="seller-me"),
    path_both(
        "tenants/me/credentials", tenants.CredentialsView.as_view(), name="seller-credentials"
    ),
    path_both("tenants/me/telegram", tenants.TelegramView.as_view(), name="seller-telegram"),
    path_both("products", products.ProductsView.as_view(), name="seller-products"),
    path_both("products/<int:product_id>", products.ProductView.as_view(), name="seller-product"),
    path_both("sync", syncs.SyncView.as_view(), name="seller-sync"),
    path_both("sync/history", syncs.HistoryView.as_view(), name="seller-sync-history"),
    path_both("sheets", sheets.SheetsView.as_view(), name="seller-sheets"),
    path_both("sheets/refresh", sheets.RefreshView.as_view(), name="seller-sheet-refresh"),
    path_both("billing", billing.BillingView.as_view(), name="seller-billing"),
    path_both("billing/checkout", billing.CheckoutView.as_view(), name="seller-checkout"),
    path_both("billing/cancel", billing.CancelView.as_view(), name="seller-cancel"),
    path_both("health", health.HealthView.as_view(), name="seller-health"),
]
