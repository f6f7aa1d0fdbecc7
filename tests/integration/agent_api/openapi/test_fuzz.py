"""Generated requests over the whole document, as each kind of user.

No request fails, and each answer has a status and a shape that the document describes.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from agent_api.access.permissions import TOKEN_KINDS, permissions_of
from agent_api.app.routing import ROUTES
from agent_api.kit.permissions import DISPLAYS, MONITORS, PUBLIC, SIGNED_IN
from tests.support.api.api_rig import api_document
from tests.support.api.served_api import CALLS, NOBODY, PEOPLE, SERVICE, ServedApi

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
SEED = 20261124
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
]
END_SESSIONS = ["end_session", "revoke_session"]
"""A walker needs its session to the end; `test_good_requests` ends some."""


@dataclass(frozen=True)
class Walker:
    """A user of the walk, and its size.

    Attributes:
        who: name of a user of the served API.
        examples: number for each operation and kind of data, good and bad.
        parameters: values of parameters that lead to existing data.
        everywhere: whether the user also asks for what the guard refuses.
    """

    who: str
    examples: int
    parameters: dict[str, str] = field(default_factory=dict)
    everywhere: bool = False

    def operations(self) -> list[str]:
        """Return the names of the operations that the user asks for."""
        held = TOKEN_KINDS["service"] if self.who == SERVICE else permissions_of(PEOPLE.get(self.who, ()))
        admitted = {*held, PUBLIC, MONITORS, DISPLAYS, SIGNED_IN}
        return [
            operation["operationId"]
            for path, operations in api_document()["paths"].items()
            for method, operation in operations.items()
            if self.everywhere or ROUTES[f"{method.upper()} {path}"] in admitted
        ]


EVERYBODY = Walker("todera", 8, {"call_id": CALLS["todera"], "name": "otra"})
OTHERS = (
    Walker("ana", 5, {"call_id": CALLS["ana"]}),
    Walker("admin", 3, {"name": "otra"}),
    Walker("jefa", 3, {"call_id": CALLS["ana"]}),
    Walker("nuevo", 1, everywhere=True),
    Walker(SERVICE, 2),
    Walker(NOBODY, 1, everywhere=True),
)
"""The guard refuses the others by their roles alone, before it reads data: `access.test_routes` asks for each route."""


@dataclass
class Walk:
    """Result of many requests."""

    failures: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def take(self, event: object) -> None:
        """Add an event of schemathesis."""
        if isinstance(event, NonFatalError | FatalError):
            self.failures.append(repr(event))
        if isinstance(event, ScenarioFinished):
            responses = (each.response for each in event.recorder.interactions.values())
            self.answers.update(response.status_code for response in responses if response is not None)
            checks = (check for each in event.recorder.checks.values() for check in each)
            self.failures += [
                f"{check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
                for check in checks
                if check.status is Status.FAILURE and check.failure_info is not None
            ]


def walk(api: ServedApi, walker: Walker, phase: str, headers: dict[str, str]) -> Walk:
    """Send requests as a user, the same ones each time."""
    operations = [each for each in walker.operations() if each not in END_SESSIONS]
    schema = schemathesis.openapi.from_dict(api_document()).include(operation_id=operations)
    schema.config.update(
        base_url=api.url, headers=headers, parameters=walker.parameters, continue_on_failure=True, workers=1
    )
    schema.config.seed = SEED
    schema.config.phases.update(phases=[phase])
    schema.config.phases.coverage.unexpected_methods = {"TRACE"}
    schema.config.generation.update(
        modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE],
        max_examples=walker.examples,
        deterministic=True,
        no_shrink=True,
        database="none",
    )
    schema.config.checks.update(included_check_names=CHECKS)
    result = Walk()
    for event in from_schema(schema).execute():
        result.take(event)
    return result


async def walked(api: ServedApi, walker: Walker, phase: str) -> Counter[int]:
    """Walk, check that nothing fails, and return the statuses."""
    result = await asyncio.to_thread(walk, api, walker, phase, await api.headers_of(walker.who))
    assert not result.failures, f"{walker.who}: {len(result.failures)}\n" + "\n\n".join(result.failures[:40])
    return result.answers


async def test_the_edges_of_every_parameter(api: ServedApi) -> None:
    """A user with all rights sends each parameter at its limits, beyond, missing, twice and of another type."""
    answers = await walked(api, Walker("todera", 1), "coverage")
    assert {200, 201, 204, 400, 404, 405, 409, 422} <= set(answers)


async def test_good_and_bad_data_are_sent_during_call(api: ServedApi) -> None:
    """Good and bad data are sent, during a call."""
    answers = await walked(api, EVERYBODY, "fuzzing")
    assert {200, 201, 202, 204, 400, 422} <= set(answers)


async def test_random_requests_of_every_user_are_handled(api: ServedApi) -> None:
    """Each kind of user sends them, and so does a client without a login, which never passes the guard."""
    answers = {walker.who: await walked(api, walker, "fuzzing") for walker in OTHERS}
    # The code of a display may be wrong, and repeated sign-in attempts cause a wait.
    assert answers[NOBODY].keys() <= {200, 400, 401, 422, 429}
    assert 403 in answers["nuevo"]
