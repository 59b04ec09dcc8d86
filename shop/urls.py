"""Public pages of the store that need no other room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
