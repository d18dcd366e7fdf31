"""A hundred people at the site at once, and sixty organisations handing in a file in the same moment.

python -m benchmarks.serving FOLDER [sqlite | postgresql://…]; FOLDER: made by python -m benchmarks.municipality. The time of a page is the
server's own (its log), 95th percentile; beside it what the browser waited. Readers and server share the machine's cores.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PORT, READERS, SECONDS = 8200, 100, int(os.environ.get("MSOKO_SECONDS", "180"))
LIMIT = 150  # ms of server time, 95th percentile
SHAPES = (
    ("proof", r"^/proof/"), ("indicator", r"^/indicators/."), ("indicators", r"^/indicators/$"),
    ("organisation", r"^/organisations/[^/]+/$"), ("organisations", r"^/organisations/$"), ("overview", r"^/overview/"),
    ("procedures", r"^/procedures/"), ("search", r"^/search/"), ("batches", r"^/batches/"), ("imports", r"^/imports/"),
)  # fmt: skip


def prepared(source: Path, database: str) -> Path:
    """A copy of the data folder with settings, tables and people."""
    home = Path(tempfile.mkdtemp(prefix="msoko-serving-")) / "data"
    shutil.copytree(source, home)
    (home / "msoko.toml").write_text(f'address = "http://127.0.0.1:{PORT}"\ndatabase = "{database}"\n', "utf-8")
    os.environ |= {"MSOKO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "msoko.web.project.settings"}
    return home


def people() -> list[dict[str, str]]:
    """Forty of the department and a head of each organisation, signed in: their cookies and places."""
    from datetime import date

    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from msoko.web.accounts.models import User
    from msoko.web.organisations.models import Membership, Organisation
    from msoko.web.organisations.syncing import sync
    from msoko.web.workplace import workplace

    call_command("migrate", verbosity=0)
    sync(workplace().registry())
    places = list(Organisation.objects.filter(type="organisation", closed_on=None))
    municipality = Organisation.objects.filter(type="municipality").first()
    assert municipality is not None
    found = []
    duties = [("deputy", place) for place in places] + [("department_specialist", municipality)] * 40
    for number, (role, place) in enumerate(duties):
        user, _ = User.objects.get_or_create(
            username=f"reader{number}", defaults={"name": f"Reader {number}", "email": f"{number}@example.ru"}
        )
        Membership.objects.get_or_create(
            user=user, organisation=place, role=role, defaults={"starts_on": date(2020, 1, 1)}
        )
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        first = place if place.type == "organisation" else places[number % len(places)]
        found.append({"cookie": client.cookies["sessionid"].value, "place": first.code, "own": place.code})
    return found


def started(home: Path) -> subprocess.Popen[bytes]:
    log = (home / "server.log").open("wb")
    msoko = Path(sys.executable).with_name("msoko")
    command = [str(msoko), "--data", str(home), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=2)
            return server
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    sys.exit((home / "server.log").read_text()[-3000:])


def read(found: list[dict[str, str]]) -> None:
    environment = os.environ | {"MSOKO_PEOPLE": json.dumps(found)}
    command = [
        sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("people.py")), "--headless", "-u", str(READERS),
        "-r", "5", "-t", f"{SECONDS}s", "--host", f"http://127.0.0.1:{PORT}", "--only-summary", "--loglevel", "ERROR",
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    print(done.stdout[-3500:] or done.stderr[-2000:])


def server_times(home: Path) -> dict[str, list[float]]:
    """Milliseconds by kind of page, from the server's log."""
    times = defaultdict(list)
    for line in (home / "server.log").read_text(errors="replace").splitlines():
        if not line.startswith("{"):
            continue
        said = json.loads(line)
        if "ms" in said and said.get("status") == 200:
            shape = next((name for name, form in SHAPES if re.search(form, said["path"])), None)
            if shape:
                times[shape].append(float(said["ms"]))
    return times


def report(times: dict[str, list[float]]) -> None:
    everything = [ms for one in times.values() for ms in one]
    for name, each in [*sorted(times.items()), ("all pages", everything)]:
        ordered = sorted(each)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        middle = statistics.median(ordered)
        print(
            f"{name:14} {len(each):6} answers   median {middle:7.1f} ms   p95 {p95:7.1f} ms   p95 : limit = {p95 / LIMIT:5.2f}"
        )


def burst(found: list[dict[str, str]], home: Path) -> None:
    """Every organisation hands in one file at the same moment; afterwards each must be there."""
    heads = [one for one in found if one["own"] == one["place"]]
    files = sorted((home.parent / "data" / "burst").glob("*.xlsx"))
    started_at = time.perf_counter()
    with ThreadPoolExecutor(len(heads)) as pool:
        answers = list(pool.map(lambda pair: _hand_in(*pair), zip(heads, files * len(heads), strict=False)))
    took = time.perf_counter() - started_at
    wrong = [answer for answer in answers if answer not in (200, 302)]
    from msoko.web.results.models import Upload

    print(
        f"burst: {len(answers)} files in {took:.1f} s, refused {len(wrong)} {wrong[:3]}, on record {Upload.objects.count()}"
    )


def _hand_in(who: dict[str, str], file: Path) -> int:
    address = f"http://127.0.0.1:{PORT}/imports/"
    cookie = f"sessionid={who['cookie']}"
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie}), timeout=120) as response:
        page = response.read().decode()
        token = re.search(r"csrftoken=([^;]+)", response.headers.get("Set-Cookie", ""))
    hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not token or not hidden:
        return 0
    mark = "benchmarkboundary"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{hidden[1]}\r\n',
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{who["own"]}.xlsx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n",
    ]
    body = "".join(parts).encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    request = urllib.request.Request(address, data=body, headers={
        "Cookie": f"{cookie}; csrftoken={token[1]}", "Content-Type": f"multipart/form-data; boundary={mark}", "Referer": address,
    })  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def main() -> None:
    source, database = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    home = prepared(source, database)
    found = people()
    files = sorted((source.parent / "files").glob("впр_*_ф1.xlsx"))[:1]
    (home / "burst").mkdir()
    for file in files:
        shutil.copy(file, home / "burst")
    server = started(home)
    try:
        print(
            f"{READERS} people for {SECONDS} s, {database.partition(':')[0]}, {os.cpu_count()} cores shared with the readers"
        )
        read(found)
        report(server_times(home))
        burst(found, home)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
        shutil.rmtree(home.parent, ignore_errors=True)


if __name__ == "__main__":
    main()
