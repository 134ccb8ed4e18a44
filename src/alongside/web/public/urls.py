"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from alongside.web.public import connected, expect, views

urlpatterns = [
    path("", views.answer_page, name="answer"),
    path("what-it-is/", views.what_page, name="what"),
    path("browse/", views.browse_page, name="browse"),
    path("what-it-is/gaps/", views.gaps_page, name="gaps"),
    path("people/", views.people_page, name="people"),
    path("compared/", connected.compared_page, name="compared"),
    path("outcomes/<slug:outcome>/forms/", connected.forms_page, name="forms"),
    path("outcomes/<slug:outcome>/parts/", connected.parts_page, name="parts"),
    path("people/expect/", expect.expect_page, name="expect"),
    path("people/<slug:dimension>/<slug:code>/", views.part_page, name="part"),
    path("outcomes/<slug:outcome>/", views.outcome_page, name="outcome"),
    path("costs/", views.costs_page, name="costs"),
    path("research-agenda/", views.agenda_page, name="agenda"),
    path("studies/", views.studies_page, name="studies"),
    path("studies/<slug:study>/", views.study_page, name="study"),
    path("how-we-know/", views.method_page, name="method"),
    path("data/", views.data_page, name="data"),
    path("files/figures/forms-<slug:outcome>.<str:ending>", connected.network_file, name="network-file"),
    path("files/<path:name>", views.file, name="file"),
]
