from django.urls import URLPattern

from shop.api.auth import LogoutView, RefreshView, TokenView
from shop.paths import path_both

urlpatterns: list[URLPattern] = [
    path_both("auth/token", TokenView.as_view(), name="api-token"),
    path_both("auth/refresh", RefreshView.as_view(), name="api-refresh"),
    path_both("auth/logout", LogoutView.as_view(), name="api-logout"),
]
