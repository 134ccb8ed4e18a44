"""Addresses of *screen*."""

from __future__ import annotations

from django.urls import path

from alongside.web.screen import listing, planning, reports, stopping, views

urlpatterns = [
    path("", views.screen, name="screen"),
    path("list/", listing.listed, name="screen-list"),
    path("list/decide/", listing.decide_listed, name="screen-list-decide"),
    path("next/", views.following, name="screen-next"),
    path("decide/", views.decide, name="screen-decide"),
    path("undo/", views.undo, name="screen-undo"),
    path("progress/", views.progress, name="screen-progress"),
    path("records/<uuid:record>/note/", views.note, name="screen-note"),
    path("plan/", planning.plan, name="screen-plan"),
    path("plan/words/", planning.words, name="screen-words"),
    path("plan/tags/", planning.tags, name="screen-tags"),
    path("stopping/", stopping.stopping, name="screen-stopping"),
    path("stopping/sample/", stopping.sample, name="screen-sample"),
    path("stopping/stop/", stopping.stop, name="screen-stop"),
    path("stopping/certificate.json", stopping.certificate, name="screen-certificate"),
    path("full-text/", reports.reports, name="full-text"),
    path("full-text/<uuid:record>/", reports.report, name="full-text-report"),
    path("full-text/<uuid:record>/study/", reports.study, name="full-text-study"),
]
