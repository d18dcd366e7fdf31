"""A script on the folder in MSOKO_HOME: everybody in it follows links from the front page; statuses as JSON."""

import json
from collections import Counter

import django

django.setup()

from django.test import Client  # noqa: E402
from tests.web.crawling import crawl  # noqa: E402

from msoko.web.accounts.models import User  # noqa: E402

found = Counter()
failed = []
for user in [None, *User.objects.order_by("pk")]:
    client = Client(headers={"Host": "127.0.0.1"}, raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in crawl(client, limit=12):
        found[page.status] += 1
        failed += [page.address] if page.status >= 500 else []
print(json.dumps({"statuses": found, "failed": failed}))  # noqa: T201
