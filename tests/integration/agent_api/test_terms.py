"""``GET /api/v1/terms``: the same as on the command line, for each user with a login."""

from typing import Any

import pytest

from agent_api.access.permissions import ROLES
from tests.support.api.api_rig import ApiRig

pytestmark = pytest.mark.integration


async def ask(rig: ApiRig, token: str | None, **query: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = await rig.client.get("/api/v1/terms", params=query, headers=headers)
    return answer.status_code, answer.json()


async def test_every_role_may_ask(rig: ApiRig) -> None:
    """Each user may with a login, in any role, and a client without one may not."""
    for role in ROLES:
        token = await rig.hire(role.replace("_", ""), role)
        status, term = await ask(rig, token, received="2026-07-10", kind="general")
        assert (status, term["last_day"]) == (200, "2026-08-04"), term
    rig.client.headers.pop("Authorization", None)
    assert (await ask(rig, None, received="2026-07-10", kind="general"))[0] == 401


async def test_the_answer_is_whole(rig: ApiRig) -> None:
    """The answer has last day, words, basis with its certainty, count, extension, alarms, light and other terms."""
    token = await rig.hire("ana", "asesor")
    _, term = await ask(rig, token, received="2026-07-11T02:00:00Z", kind="information", answered="2026-07-20")
    assert (term["received_on"], term["last_day"], term["days"]) == ("2026-07-10", "2026-07-28", 10)
    assert term["in_words"] == "martes 28 de julio de 2026"
    assert term["kind_name"] == "petición de documentos o de información"
    assert (term["basis"]["standing"], term["basis"]["notes"]) == ("verified", [])
    assert term["counted"][2] == {
        "day": "2026-07-13",
        "number": None,
        "skipped": "festivo: Día de Nuestra Señora del Rosario de Chiquinquirá",
    }
    assert term["counted"][-1] == {"day": "2026-07-28", "number": 10, "skipped": None}
    assert term["extension"]["last_day"] == "2026-08-12"
    assert term["alarms"] == ["2026-07-21", "2026-07-23", "2026-07-27"]
    assert (term["light"]["color_name"], term["light"]["days_left"], term["light"]["breached"]) == ("verde", 6, False)
    assert [each["clock"] for each in term["others"]] == ["completion_request", "transfer", "silence_copies"]
    assert term["at_receipt"] is None


async def test_pending_petition_gets_longer_term_of_decree(rig: ApiRig) -> None:
    """A petition from before the decree, unanswered at its start, has the longer term, with the first beside it."""
    token = await rig.hire("ana", "asesor")
    _, term = await ask(rig, token, received="2020-03-27", kind="consulta")
    assert (term["days"], term["at_receipt"]["days"], term["at_receipt"]["unanswered_on"]) == (35, 30, "2020-03-28")
    _, answered = await ask(rig, token, received="2020-03-27", kind="consulta", answered="2020-03-27")
    assert (answered["days"], answered["at_receipt"]) == (30, None)


@pytest.mark.parametrize(
    ("query", "code", "detail"),
    [
        ({"received": "1984-02-29", "kind": "general"}, "term_unknown", "empiezan el 1984-03-01"),
        ({"received": "2150-01-01", "kind": "general"}, "term_unknown", "revise el año"),
        ({"received": "2026-07-10", "kind": "general", "answered": "2026-07-09"}, "term_unknown", "anterior al recibo"),
        ({"received": "2026-07-10", "kind": "queja"}, "bad_query", ""),
        ({"received": "ayer", "kind": "general"}, "bad_query", ""),
        ({"kind": "general"}, "bad_query", ""),
        ({"received": "2026-07-10", "kind": "general", "x": "1"}, "bad_query", ""),
    ],
)
async def test_invalid_query_is_problem(rig: ApiRig, query: dict[str, str], code: str, detail: str) -> None:
    """The answer is 400 with a stable code and a sentence with advice."""
    status, problem = await ask(rig, await rig.hire("ana", "asesor"), **query)
    assert (status, problem["code"]) == (400, code)
    assert detail in problem["detail"]
