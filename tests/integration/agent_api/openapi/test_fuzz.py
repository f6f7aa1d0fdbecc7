"""Requests that nobody wrote, over the whole document, as each kind of person: no failure, and no word that it lacks."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from tests.integration.agent_api.openapi.served import CALL, NOBODY, SERVICE, Served

pytestmark = pytest.mark.integration
SEED = 20261124
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
]
END_SESSIONS = ["end_session", "revoke_session"]
"""Whoever walks needs their session until the end; `test_good_requests` ends some."""


@dataclass
class Walk:
    """What came of many requests."""

    failures: list[str] = field(default_factory=list)
    labels: Counter[Any] = field(default_factory=Counter)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def take(self, event: object) -> None:
        """Take in what schemathesis says."""
        if isinstance(event, NonFatalError | FatalError):
            self.failures.append(repr(event))
        if isinstance(event, ScenarioFinished):
            self.labels[event.recorder.label, round(event.elapsed_time,1)] += len(event.recorder.interactions)
            for case, interaction in event.recorder.interactions.items():
                if interaction.response is not None:
                    self.answers[event.recorder.cases[case].value.operation.label, interaction.response.status_code] += 1
            for checks in event.recorder.checks.values():
                self.failures += [
                    f"{check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
                    for check in checks
                    if check.status is Status.FAILURE and check.failure_info is not None
                ]

    def statuses(self) -> set[int]:
        """Every status that was answered."""
        return {status for _, status in self.answers}


def walk(
    document: dict[str, Any],
    url: str,
    headers: dict[str, str],
    phases: list[str],
    examples: int,
    parameters: dict[str, str],
) -> Walk:
    """Ask as somebody, with the same requests each time."""
    schema = schemathesis.openapi.from_dict(document).exclude(operation_id=END_SESSIONS)
    schema.config.update(base_url=url, headers=headers, parameters=parameters, continue_on_failure=True, workers=1)
    schema.config.seed = SEED
    schema.config.phases.update(phases=phases)
    schema.config.generation.update(
        modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE],
        max_examples=examples,
        deterministic=True,
        no_shrink=True,
        database="none",
    )
    schema.config.checks.update(included_check_names=CHECKS)
    found = Walk()
    for event in from_schema(schema).execute():
        found.take(event)
    return found


@pytest.mark.parametrize(
    ("who", "phases", "examples", "parameters"),
    [
        ("todera", ["coverage"], 1, {}),
        ("todera", ["fuzzing"], 15, {"call_id": CALL}),
        ("ana", ["fuzzing"], 10, {"call_id": CALL}),
        ("admin", ["fuzzing"], 5, {"name": "ana"}),
        ("jefa", ["fuzzing"], 5, {}),
        ("nuevo", ["fuzzing"], 3, {}),
        (SERVICE, ["fuzzing"], 3, {}),
        (NOBODY, ["fuzzing"], 3, {}),
    ],
)
async def test_the_api_answers_as_it_says(
    api: Served, who: str, phases: list[str], examples: int, parameters: dict[str, str]
) -> None:
    """Whatever is asked: no 500, and every answer is one that the document tells of, in its shape."""
    headers = await api.known(who)
    found = await asyncio.to_thread(walk, api.document, api.url, headers, phases, examples, parameters)
    print('SEEN', who, phases, sum(found.answers.values()), Counter(st for (_, st), n in found.answers.items() for _ in range(n)), found.labels.most_common(50))
    assert not found.failures, f"{len(found.failures)}\n" + "\n\n".join(found.failures[:40])
