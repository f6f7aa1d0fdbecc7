"""Acts that must be refused or change nothing: on an old revision, and with a key that was used."""

from typing import Any

from schemathesis.core.transport import Response
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.api.rules.contents import changed_tables, digests
from tests.support.api.rules.request import Request

FAR = 1000
"""More revisions than anything has in a test."""
WITHOUT_THE_NEWER = frozenset({"article_changed", "coaching_changed", "own_report_changed", "training_changed"})
"""The refusals after which a screen reads the newer state by itself; the others bring it."""


def revision_field(request: Request) -> str | None:
    """Return the field of the body with the revision that the user saw, or None."""
    return next((field for field in ("revision", "version") if field in request.fields and request.path), None)


async def fault_of_stale_revision(request: Request, headers: dict[str, str], engine: AsyncEngine) -> str:
    """Send the request with a revision that is not the newest; return how it was not refused, or empty."""
    field = revision_field(request)
    stale = request.body | {field: int(request.body.get(field) or 0) + FAR}
    before = await digests(engine)
    answer = await request.send_with(stale, headers)
    code = answer.json().get("code", "")
    refused = answer.status_code == 409 and code.endswith("_changed")
    brought = refused and (code in WITHOUT_THE_NEWER or _revisions(answer.json()) == [request.body[field]])
    return _fault(answer, brought, changed_tables(before, await digests(engine)))


def _revisions(problem: dict[str, Any]) -> list[int]:
    """Return the revision of the newer state in a refusal: of its one object, or its own version."""
    objects = [
        each["revision" if "revision" in each else "version"] for each in problem.values() if isinstance(each, dict)
    ]
    return objects or [problem["version"]]


def has_key(request: Request) -> bool:
    """Say whether the operation takes an idempotency key."""
    return "idempotency-key" in request.parameters


async def fault_of_same_key(request: Request, first: Response, headers: dict[str, str], engine: AsyncEngine) -> str:
    """Send the request once more, and another form with its key; return how one of them acted, or empty."""
    before = await digests(engine)
    again = await request.send(headers)
    same = again.status_code in (200, first.status_code) and again.json() == first.json()
    other = await request.send_with(_other_form(request.body), headers)
    refused = other.json().get("code") == "idempotency_key_reused" or other.json().get("done") == 0
    changed = changed_tables(before, await digests(engine))
    return _fault(again, same, changed) or _fault(other, refused, changed)


def _other_form(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body with a longer sentence."""
    field = next(name for name, value in body.items() if isinstance(value, str) and " " in value)
    return body | {field: f"{body[field]} Otra vez."}


def _fault(answer: Response, as_it_should: bool, changed: list[str]) -> str:
    return "" if as_it_should and not changed else f"{answer.status_code} {answer.text} {changed}"
