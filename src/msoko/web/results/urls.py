"""Addresses of files on their way in and of batches."""

from __future__ import annotations

from django.urls import path

from msoko.web.results.views import batches, imports

app_name = "results"
urlpatterns = [
    path("imports/", imports.listed, name="imports"),
    path("imports.xlsx", imports.workbook_of_uploads, name="imports_workbook"),
    path("imports/confirm-ready/", imports.confirm_ready, name="confirm_ready"),
    path("imports/<uuid:upload>/", imports.shown, name="upload"),
    path("imports/<uuid:upload>/answer/", imports.answered, name="answer"),
    path("imports/<uuid:upload>/read/", imports.read_again, name="read_again"),
    path("imports/<uuid:upload>/confirm/", imports.confirmed, name="confirm"),
    path("imports/<uuid:upload>/drop/", imports.dropped, name="drop"),
    path("imports/<uuid:upload>/changes/", imports.changes, name="changes"),
    path("imports/<uuid:upload>/problems.xlsx", imports.problems, name="problems"),
    path("imports/<uuid:upload>/marked.xlsx", imports.marked, name="marked"),
    path("batches/", batches.listed, name="batches"),
    path("batches.xlsx", batches.workbook_of_batches, name="batches_workbook"),
    path("batches/<str:batch>/", batches.shown, name="batch"),
    path("batches/<str:batch>/file", batches.kept_file, name="kept_file"),
    path("batches/<str:batch>/withdraw/", batches.withdrawn, name="withdraw"),
    path("batches/<str:batch>/indicators.xlsx", batches.workbook_of_dependents, name="dependents"),
]
