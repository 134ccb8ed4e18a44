"""Addresses of *test*."""

from __future__ import annotations

from django.urls import path

from alongside.web.test import conduct, views

urlpatterns = [
    path("", views.evaluations_page, name="test"),
    path("new/", views.new, name="test-new"),
    path("<slug:evaluation>/", views.evaluation, name="test-evaluation"),
    path("<slug:evaluation>/design/", views.design, name="test-design"),
    path("<slug:evaluation>/size/", views.size, name="test-size"),
    path("<slug:evaluation>/lock/", conduct.lock, name="test-lock"),
    path("<slug:evaluation>/allocate/", conduct.allocate, name="test-allocate"),
    path("<slug:evaluation>/load/", conduct.load, name="test-load"),
    path("<slug:evaluation>/deviate/", conduct.deviate, name="test-deviate"),
    path("<slug:evaluation>/open/", conduct.open_page, name="test-open"),
    path("<slug:evaluation>/join/", conduct.join, name="test-join"),
    path("<slug:evaluation>/<str:document>/", views.document, name="test-document"),
    path("<slug:evaluation>/files/<str:name>", views.file, name="test-file"),
]
