"""Addresses of home."""

from __future__ import annotations

from django.urls import path

from alongside.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("name/", views.name, name="name"),
    path("undo/", views.undo, name="undo"),
]
