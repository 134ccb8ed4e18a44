"""The table of addresses: the public pages at the top, the workbench under /workbench/."""

from __future__ import annotations

from django.urls import path

from alongside.web.views import answer, duplicates, find, home, importing, prisma, public, searching, share, understand

handler500 = "alongside.web.views.failed.failed"

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
    path("workbench/", home.home, name="home"),
    path("workbench/name/", home.name, name="name"),
    path("workbench/undo/", home.undo, name="undo"),
    path("workbench/find/", find.records, name="find"),
    path("workbench/find/found/", find.found, name="found"),
    path("workbench/find/window/", find.window, name="window"),
    path("workbench/find/views/", find.save_view, name="save-view"),
    path("workbench/find/export/", find.export, name="export-view"),
    path("workbench/find/import/", importing.imports, name="imports"),
    path("workbench/find/import/one/", importing.import_one, name="import-one"),
    path("workbench/find/import/<int:number>/take-back/", importing.take_back, name="take-back-import"),
    path("workbench/find/import/duplicates/", importing.look_for_duplicates, name="look-for-duplicates"),
    path("workbench/find/import/<int:number>/not-read/", importing.not_read, name="not-read"),
    path("workbench/find/search/", searching.searches, name="searches"),
    path("workbench/find/search/ask/", searching.ask, name="ask"),
    path("workbench/find/search/stop/", searching.stop, name="stop-search"),
    path("workbench/find/search/<slug:name>/", searching.strategy, name="strategy"),
    path("workbench/find/records/<uuid:record>/", find.record, name="record"),
    path("workbench/find/duplicates/", duplicates.duplicates, name="duplicates"),
    path("workbench/find/duplicates/link/", duplicates.look_for_links, name="look-for-links"),
    path("workbench/find/duplicates/settle/", duplicates.settle_one, name="settle"),
    path("workbench/find/duplicates/settle-all/", duplicates.settle_all, name="settle-all"),
    path("workbench/find/duplicates/<uuid:record>/apart/", duplicates.take_apart, name="apart"),
    path("workbench/find/records/<uuid:record>/retrieval/", prisma.retrieval, name="retrieval"),
    path("workbench/find/prisma/", prisma.diagram, name="prisma"),
    path("workbench/find/prisma/records/", prisma.records_behind, name="prisma-records"),
    path("workbench/find/prisma/flow.<slug:suffix>", prisma.diagram_file, name="prisma-file"),
    path("workbench/find/sources/", prisma.sources, name="sources"),
    path("workbench/find/sources/<slug:sha256>/", prisma.source, name="source"),
    path("workbench/understand/", understand.studies, name="understand"),
    path("workbench/understand/import/", understand.import_tables, name="understand-import"),
    path("workbench/understand/<slug:study>/", understand.study, name="understand-study"),
    path("workbench/understand/<slug:study>/eligible/", understand.eligible, name="eligible"),
    path("workbench/understand/<slug:study>/code/<slug:dimension>/", understand.code, name="code"),
    path("workbench/answer/", answer.answers, name="work-answer"),
    path("workbench/answer/rule/", answer.rule, name="rule"),
    path("workbench/share/", share.share, name="share"),
]
