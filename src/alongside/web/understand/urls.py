"""Addresses of *understand*."""

from __future__ import annotations

from django.urls import path

from alongside.web.understand import arms, browsing, importing, results, views

urlpatterns = [
    path("", views.studies, name="understand"),
    path("use/", views.use, name="use"),
    path("right/", views.right, name="right"),
    path("import/", importing.import_tables, name="understand-import"),
    path("import/result/", results.new_result, name="understand-result"),
    path("browse/", browsing.browse_page, name="understand-browse"),
    path("gaps/", browsing.gaps_page, name="understand-gaps"),
    path("<slug:study>/", views.study, name="understand-study"),
    path("<slug:study>/eligible/", views.eligible, name="eligible"),
    path("<slug:study>/same/", views.same, name="same"),
    path("<slug:study>/code/<slug:dimension>/", views.code, name="code"),
    path("<slug:study>/arm/<slug:arm>/code/", arms.arm_code, name="arm-code"),
    path("<slug:study>/arm/<slug:arm>/dose/", arms.arm_dose, name="arm-dose"),
]
