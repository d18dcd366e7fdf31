"""Whatever is asked of the API by whomever, it never stumbles and answers only what its description promises."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from msoko.web.accounts import tokens
from msoko.web.project.wsgi import application

load_all_checks()
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.own_data]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = ("department_head", "deputy", "teacher", "regional_reader", "nobody_yet")


@pytest.fixture
def keys(person):
    made = [tokens.make(person(role), "test", "upload", 30)[1] for role in ROLES]
    return [{"Authorization": f"Bearer {text}", "Accept-Encoding": "identity"} for text in made]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_answers_as_described(mode, keys):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 8
    for operation in operations:
        ask(operation, mode, keys)


def ask(operation, mode, keys):
    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case):
        for headers in keys:
            cache.clear()  # the limit of questions a minute has a test of its own
            case.call_and_validate(headers=headers, checks=CHECKS)

    try:
        each()
    except Unsatisfiable:  # an operation without parameters has nothing to be wrong
        assert mode is GenerationMode.NEGATIVE
