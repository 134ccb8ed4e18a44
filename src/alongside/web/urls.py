"""The table of addresses: the public pages at the top, the workbench under /work/."""

from __future__ import annotations

from django.urls import path

from alongside.web.views import answer, find, home, public, share, understand

urlpatterns = [
    path("", public.answer_page, name="answer"),
    path("what-it-is/", public.what_page, name="what"),
    path("people/", public.people_page, name="people"),
    path("people/<slug:dimension>/<slug:code>/", public.part_page, name="part"),
    path("outcomes/<slug:outcome>/", public.outcome_page, name="outcome"),
    path("studies/", public.studies_page, name="studies"),
    path("studies/<slug:study>/", public.study_page, name="study"),
    path("how-we-know/", public.method_page, name="method"),
    path("data/", public.data_page, name="data"),
    path("files/<path:name>", public.file, name="file"),
    path("work/", home.home, name="home"),
    path("work/name/", home.name, name="name"),
    path("work/undo/", home.undo, name="undo"),
    path("work/find/", find.records, name="find"),
    path("work/find/import/", find.import_records, name="find-import"),
    path("work/find/records/<uuid:record>/", find.record, name="record"),
    path("work/understand/", understand.studies, name="understand"),
    path("work/understand/import/", understand.import_tables, name="understand-import"),
    path("work/understand/<slug:study>/", understand.study, name="understand-study"),
    path("work/understand/<slug:study>/eligible/", understand.eligible, name="eligible"),
    path("work/understand/<slug:study>/code/<slug:dimension>/", understand.code, name="code"),
    path("work/answer/", answer.answers, name="work-answer"),
    path("work/answer/rule/", answer.rule, name="rule"),
    path("work/share/", share.share, name="share"),
]
