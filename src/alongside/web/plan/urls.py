"""Addresses of the planner."""

from __future__ import annotations

from django.urls import path

from alongside.web.plan import views

urlpatterns = [
    path("", views.planner, name="work-plan"),
    path("file.<str:ending>", views.file_of_fields, name="work-plan-file"),
    path("side/", views.side, name="work-plan-side"),
    path("<str:plan_id>/", views.kept, name="work-plan-kept"),
    path("<str:plan_id>/file.<str:ending>", views.file_of_kept, name="work-plan-kept-file"),
]
