"""Each operation of the API succeeds once, and answers as the document says."""

import asyncio
from typing import Any

import pytest
import schemathesis
from schemathesis.core.failures import FailureGroup

from tests.support.api.api_rig import api_document
from tests.support.api.good_requests import GOOD_REQUESTS, GoodRequest, PathValues
from tests.support.api.served_api import ServedApi

pytestmark = pytest.mark.integration
REPLY_TIMEOUT_S = 60
"""The first report loads the libraries that render it, which takes long on a loaded machine."""


def operations_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the operations of a document by their names."""
    return {
        operation["operationId"]: operation for methods in document["paths"].values() for operation in methods.values()
    }


@pytest.mark.timeout(400)
async def test_every_operation_is_reached_with_success(api: ServedApi) -> None:
    """A permitted user calls each once, and a route without a row in the table fails."""
    assert set(GOOD_REQUESTS) == set(operations_of(api_document())), "a route has no row, or a row no route"
    schema = schemathesis.openapi.from_dict(api_document())
    schema.config.update(base_url=api.url)
    failures = {}
    for name, good in GOOD_REQUESTS.items():
        path_values, headers = await good.prepare(api), await api.headers_of(good.user)
        failure = await asyncio.to_thread(_failure, schema, name, good, path_values, headers)
        if failure:
            failures[name] = failure
    assert not failures, failures


def _failure(schema: Any, name: str, good: GoodRequest, path_values: PathValues, headers: dict[str, str]) -> str:
    """Return the error in the answer to a good request; empty if there is none."""
    case = schema.find_operation_by_id(name).Case(
        path_parameters=_filled(good.path, path_values),
        query=_filled(good.query, path_values),
        headers=dict(good.headers),
        **({} if good.body is None else {"body": _body(good.body, path_values), "media_type": good.media_type}),
    )
    response = case.call(headers=headers, timeout=REPLY_TIMEOUT_S)
    if response.status_code != good.status:
        return f"{response.status_code} {response.text}"
    try:
        case.validate_response(response)
    except FailureGroup as error:
        return "\n".join(map(str, error.exceptions))
    return ""


def _body(body: dict[str, Any], path_values: PathValues) -> dict[str, Any]:
    """Return the body, with the values found in place of the texts that name them."""
    return {key: _value(value, path_values) for key, value in body.items()}


def _value(value: Any, path_values: PathValues) -> Any:
    if isinstance(value, list):
        return [_value(each, path_values) for each in value]
    return path_values.get(value[1:-1], value) if isinstance(value, str) else value


def _filled(values: dict[str, str], path_values: PathValues) -> dict[str, str]:
    return {key: value.format(**path_values) for key, value in values.items()}
