"""Addresses of *share*."""

from __future__ import annotations

from django.urls import path

from alongside.web.share import views

urlpatterns = [
    path("", views.share, name="share"),
    path("about/", views.about, name="about"),
]
