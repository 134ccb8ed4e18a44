"""The table of addresses: the public pages at the top, the workbench under /workbench/, a module `urls` a verb."""

from __future__ import annotations

from django.urls import include, path

handler400 = "alongside.web.frame.failed.bad_request"
handler403 = "alongside.web.frame.failed.forbidden"
handler404 = "alongside.web.frame.failed.missing"
handler500 = "alongside.web.frame.failed.failed"

urlpatterns = [
    path("", include("alongside.web.public.urls")),
    path("workbench/", include("alongside.web.home.urls")),
    path("workbench/find/", include("alongside.web.find.urls")),
    path("workbench/screen/", include("alongside.web.screen.urls")),
    path("workbench/understand/", include("alongside.web.understand.urls")),
    path("workbench/answer/", include("alongside.web.answer.urls")),
    path("workbench/test/", include("alongside.web.test.urls")),
    path("workbench/plan/", include("alongside.web.plan.urls")),
    path("workbench/share/", include("alongside.web.share.urls")),
]
