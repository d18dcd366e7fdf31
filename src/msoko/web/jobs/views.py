"""How far one job is: a page, or only its part that renews itself."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from msoko.web.jobs.permissions import visible_jobs


@require_GET
@never_cache
@login_required
def show(request: HttpRequest, number: UUID) -> HttpResponse:
    """For htmx the part alone; when the result belongs to the very page it stands on, that page is read again."""
    job = get_object_or_404(visible_jobs(request.user), pk=number)
    if not request.headers.get("HX-Request"):
        return render(request, "jobs/job.html", {"job": job})
    response = render(request, "jobs/progress.html", {"job": job})
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if job.is_over and job.result_address and page == urlsplit(job.result_address).path:
        response["HX-Refresh"] = "true"
    return response
