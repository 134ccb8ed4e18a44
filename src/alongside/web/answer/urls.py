"""Addresses of *answer*, in the workbench."""

from __future__ import annotations

from django.urls import path

from alongside.web.answer import views

urlpatterns = [
    path("", views.answers, name="work-answer"),
    path("rule/", views.rule, name="rule"),
]
