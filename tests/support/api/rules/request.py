"""The good request of an operation with the values of its preparation, and how it is sent."""

import asyncio
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response

from tests.support.api.api_rig import api_document
from tests.support.api.good_requests import GOOD_REQUESTS, GoodRequest, PathValues
from tests.support.api.served_api import ServedApi

ANSWER_TIMEOUT_S = 60
"""The first report loads the libraries that render it, which takes long on a loaded machine."""


@dataclass(frozen=True)
class Request:
    """A request of the table, ready to send.

    Attributes:
        name: the id of its operation in the document.
        url: the address of the API.
    """

    name: str
    url: str
    good: GoodRequest
    values: PathValues

    @cached_property
    def operation(self) -> Any:
        """The operation in the document."""
        return _document().find_operation_by_id(self.name)

    @cached_property
    def path(self) -> dict[str, str]:
        """The parameters in the path."""
        return _filled(self.good.path, self.values)

    @cached_property
    def query(self) -> dict[str, str]:
        """The query parameters."""
        return _filled(self.good.query, self.values)

    @cached_property
    def body(self) -> Any:
        """The body, or None."""
        return None if self.good.body is None else _value(self.good.body, self.values)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names of the fields of a JSON body."""
        content = self.operation.definition.raw.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        each = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
        return frozenset(name for one in each for name in _resolved(one).get("properties", {}))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters of the query and the headers, in lower case."""
        declared = self.operation.definition.raw.get("parameters", ())
        return frozenset(each["name"].lower() for each in declared if each["in"] in ("query", "header"))

    @cached_property
    def case(self) -> Case:
        """The request as the library that reads the document sends it."""
        return self._case(self.query, self.body)

    async def send(self, headers: dict[str, str]) -> Response:
        """Send it."""
        return await _sent(self.case, self.url, headers)

    async def send_to(self, url: str, headers: dict[str, str]) -> Response:
        """Send it to another server."""
        return await _sent(self._case(self.query, self.body), url, headers)

    async def send_with(self, body: Any, headers: dict[str, str]) -> Response:
        """Send it with another body."""
        return await _sent(self._case(self.query, body), self.url, headers)

    async def send_for(self, query: dict[str, str], headers: dict[str, str]) -> Response:
        """Send it with other query parameters."""
        return await _sent(self._case(query, self.body), self.url, headers)

    async def undocumented(self, answer: Response) -> str:
        """Return how the answer to it differs from the document, or empty; sends it without authorization too."""
        if answer.status_code != self.good.status:
            return f"{answer.status_code} {answer.text}"
        try:
            await asyncio.to_thread(self.case.validate_response, answer)
        except FailureGroup as error:
            return "\n".join(map(str, error.exceptions))
        return ""

    def _case(self, query: dict[str, str], body: Any) -> Case:
        content = {} if body is None else {"body": body, "media_type": self.good.media_type}
        return self.operation.Case(path_parameters=self.path, query=query, headers=dict(self.good.headers), **content)


async def _sent(case: Case, url: str, headers: dict[str, str]) -> Response:
    return await asyncio.to_thread(case.call, url, headers=headers, timeout=ANSWER_TIMEOUT_S)


async def prepared_request(api: ServedApi, name: str) -> Request:
    """Create the data that the good request of an operation needs, and return the request."""
    good = GOOD_REQUESTS[name]
    return Request(name, api.url, good, await good.prepare(api))


def operation_ids() -> set[str]:
    """Return the ids of all operations of the document."""
    return {each["operationId"] for methods in api_document()["paths"].values() for each in methods.values()}


@cache
def _document() -> Any:
    return schemathesis.openapi.from_dict(api_document())


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return api_document()["components"]["schemas"][schema["$ref"].split("/")[-1]] if "$ref" in schema else schema


def _value(value: Any, values: PathValues) -> Any:
    """Return a part of a body, with the values of the preparation in place of the texts that name them."""
    if isinstance(value, dict):
        return {key: _value(each, values) for key, each in value.items()}
    if isinstance(value, list):
        return [_value(each, values) for each in value]
    return values.get(value[1:-1], value) if isinstance(value, str) else value


def _filled(texts: dict[str, str], values: PathValues) -> dict[str, str]:
    return {key: text.format(**values) for key, text in texts.items()}
