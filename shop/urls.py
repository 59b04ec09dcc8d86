"""Public pages of the store that need no other room, and the staff's choice of a language."""

from django.urls import URLPattern, URLResolver, include, path

from shop import views
from shop.paths import path_both

urlpatterns: list[URLPattern | URLResolver] = [
    path_both("privacy", views.privacy, name="privacy"),
    path_both("terms", views.terms, name="terms"),
    path_both("offer", views.offer, name="offer"),
    path_both("returns", views.returns, name="returns"),
    path("i18n/", include("django.conf.urls.i18n")),
]
