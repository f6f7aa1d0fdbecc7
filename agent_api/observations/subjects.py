"""The subjects of observations that must exist, and the query that finds each.

A new kind of subject is one row of `FINDERS`, one value of `eventlog.facts.oversight.observation.About` and one of
`RecordSubject.kind`.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.observations.schemas import About
from agent_api.quality.evaluations.service import find_evaluation
from agent_api.quality.findings.lists import read_finding
from agent_api.quality.samples.service import get_sample

Finder = Callable[[ApiContext, Principal, str], Awaitable[object]]
"""Finds a subject by its id, or raises an `ApiError` with status 404."""


async def check_subject(context: ApiContext, principal: Principal, kind: str, id_: str) -> None:
    """Check that the subject of an observation exists; a kind without a finder is not checked.

    Raises:
        ApiError: it does not exist.
    """
    finder = FINDERS.get(kind)
    if finder is not None:
        await finder(context, principal, id_)


def subject_id(about: About) -> str:
    """Return the id of a subject; empty for the contract in general."""
    return getattr(about, "id", "")


async def _find_call(context: ApiContext, principal: Principal, id_: str) -> None:
    if await context.journal.call(id_) is None:
        raise NotFound("No hay ninguna llamada con ese id.")


async def _find_evaluation(context: ApiContext, principal: Principal, id_: str) -> None:
    await find_evaluation(context, id_)


FINDERS: Final[Mapping[str, Finder]] = MappingProxyType(
    {"call": _find_call, "sample": get_sample, "evaluation": _find_evaluation, "finding": read_finding}
)
