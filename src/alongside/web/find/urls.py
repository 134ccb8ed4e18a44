"""Addresses of *find*."""

from __future__ import annotations

from django.urls import path

from alongside.web.find import duplicates, importing, prisma, searching, views

urlpatterns = [
    path("", views.records, name="find"),
    path("found/", views.found, name="found"),
    path("window/", views.window, name="window"),
    path("views/", views.save_view, name="save-view"),
    path("export/", views.export, name="export-view"),
    path("import/", importing.imports, name="imports"),
    path("import/one/", importing.import_one, name="import-one"),
    path("import/<int:number>/take-back/", importing.take_back, name="take-back-import"),
    path("import/duplicates/", importing.look_for_duplicates, name="look-for-duplicates"),
    path("import/<int:number>/not-read/", importing.not_read, name="not-read"),
    path("search/", searching.searches, name="searches"),
    path("search/ask/", searching.ask, name="ask"),
    path("search/stop/", searching.stop, name="stop-search"),
    path("search/<slug:name>/", searching.strategy, name="strategy"),
    path("records/<uuid:record>/", views.record, name="record"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/link/", duplicates.look_for_links, name="look-for-links"),
    path("duplicates/settle/", duplicates.settle_one, name="settle"),
    path("duplicates/settle-all/", duplicates.settle_all, name="settle-all"),
    path("duplicates/<uuid:record>/apart/", duplicates.take_apart, name="apart"),
    path("records/<uuid:record>/retrieval/", prisma.retrieval, name="retrieval"),
    path("prisma/", prisma.diagram, name="prisma"),
    path("prisma/records/", prisma.records_behind, name="prisma-records"),
    path("prisma/flow.<slug:suffix>", prisma.diagram_file, name="prisma-file"),
    path("sources/", prisma.sources, name="sources"),
    path("sources/<slug:sha256>/", prisma.source, name="source"),
]
