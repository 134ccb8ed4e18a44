"""Addresses of *answer*, in the workbench."""

from __future__ import annotations

from django.urls import path

from alongside.web.answer import judging, views

urlpatterns = [
    path("", views.answers, name="work-answer"),
    path("rule/", views.rule, name="rule"),
    path("outcomes/<slug:outcome>/", judging.judge, name="judge"),
    path("outcomes/<slug:outcome>/bias/", judging.bias, name="judge-bias"),
    path("outcomes/<slug:outcome>/reason/", judging.reason, name="judge-reason"),
    path("outcomes/<slug:outcome>/sentence/", judging.statement, name="judge-statement"),
    path("outcomes/<slug:outcome>/baselines/", judging.baselines, name="judge-baselines"),
]
