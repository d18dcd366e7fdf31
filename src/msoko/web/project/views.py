"""Pages of the frame itself: choosers of the top line, the reader's appearance, help, the gallery of components."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from msoko.charts import draw
from msoko.charts.examples import examples
from msoko.web.organisations.permissions import get_visible
from msoko.web.project import appearance as looks
from msoko.web.project import manual
from msoko.web.project.forms import ExampleForm


def _own(request: HttpRequest, address: str | None) -> str:
    """The address if it is of this site, else the front page."""
    allowed = url_has_allowed_host_and_scheme(address or "", {request.get_host()}, request.is_secure())
    return address if address and allowed else "/"


@require_GET
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """The two choosers of the top line: the same page for another year, or the page of another organisation."""
    page = urlsplit(_own(request, request.GET.get("page")))
    query = QueryDict(page.query, mutable=True)
    if request.GET.get("period"):
        query["period"] = request.GET["period"]
    path, code = _own(request, page.path), request.GET.get("organisation", "")  # "//host" leads away
    if code and f"/{code}/" not in path:
        path = reverse("analytics:organisation", args=[get_visible(request.user, code).code])
        query = QueryDict(urlencode({"period": query["period"]} if "period" in query else {}), mutable=True)
    return redirect(f"{path}?{query.urlencode()}" if query else path)


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """«Версия для слабовидящих»: remember the choice and go back to the page."""
    response = redirect(_own(request, request.POST.get("page")))
    said = looks.asked(request.POST, looks.of(request))
    if said:
        response.set_cookie(
            looks.COOKIE, said, max_age=looks.YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
    else:
        response.delete_cookie(looks.COOKIE, samesite="Lax")
    return response


@require_GET
def help_topic(request: HttpRequest, topic: str = "README") -> HttpResponse:
    """A page of the manual; anybody may read it."""
    page = manual.read(topic)
    if page is None:
        raise Http404
    return render(request, "project/help.html", {"page": page, "topics": manual.contents(), "topic": topic})


@require_GET
@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component and every kind of chart on one page, on invented numbers."""
    charts = [(name, f"{chart.title}: {state}", SafeString(draw.html(chart))) for name, state, chart in examples()]
    wrong = ExampleForm(QueryDict("places=0.5"))
    pages = Paginator(range(30), 10).get_page(2)
    return render(
        request, "project/gallery.html", {"charts": charts, "form": ExampleForm(), "wrong": wrong, "pages": pages}
    )
