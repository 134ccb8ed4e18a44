"""Addresses of home."""

from __future__ import annotations

from django.urls import path

from alongside.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("name/", views.name, name="name"),
    path("history/", views.history, name="history"),
    path("differ/", views.differ, name="differ"),
    path("differ/settle/", views.settle, name="settle-difference"),
    path("undo/", views.undo, name="undo"),
]
