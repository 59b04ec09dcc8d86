from django.urls import URLPattern

from orders.api import staff, store
from shop.paths import path_both

urlpatterns: list[URLPattern] = [
    path_both("orders", store.PlaceOrderView.as_view(), name="api-orders"),
    path_both("orders/my", store.MyOrdersView.as_view(), name="api-my-orders"),
    path_both("orders/<int:order_id>", store.MyOrderView.as_view(), name="api-my-order"),
    path_both("orders/<int:order_id>/pay", store.PayOrderView.as_view(), name="api-pay-order"),
    path_both("cart", store.CartEndpoint.as_view(), name="api-cart"),
    path_both("users/me", store.MeView.as_view(), name="api-me"),
    path_both("admin/orders", staff.OrdersView.as_view(), name="api-staff-orders"),
    path_both("admin/orders/<int:order_id>", staff.OrderView.as_view(), name="api-staff-order"),
    path_both("admin/customers", staff.CustomersView.as_view(), name="api-staff-customers"),
    path_both(
        "admin/customers/<int:customer_id>",
        staff.CustomerEndpoint.as_view(),
        name="api-staff-customer",
    ),
    path_both("admin/stats", staff.StatsView.as_view(), name="api-staff-stats"),
]
