"""``/api/v1/site/holidays`` and ``/api/v1/site/legal-terms``: what the law sets, for the editors of a site."""

from typing import Any

import pytest

from agent_api.access.permissions import ROLES
from tests.support.api.api_rig import ApiRig

pytestmark = pytest.mark.integration


async def ask(rig: ApiRig, what: str, token: str, **query: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = await rig.client.get(f"/api/v1/site/{what}", params=query, headers=headers)
    return answer.status_code, answer.json()


async def test_every_role_may_read_the_law(rig: ApiRig) -> None:
    """Each user reads both lists in any role, and a client without a login reads none."""
    for role in ROLES:
        token = await rig.hire(role.replace("_", ""), role)
        assert (await ask(rig, "holidays", token, year="2026"))[0] == 200
        assert (await ask(rig, "legal-terms", token))[0] == 200
    rig.client.headers.pop("Authorization", None)
    assert (await ask(rig, "holidays", "x", year="2026"))[0] == 401
    assert (await ask(rig, "legal-terms", "x"))[0] == 401


async def test_holidays_are_those_of_the_opening_hours(rig: ApiRig) -> None:
    """The holidays of a year come in order, moved to Monday, and with the one of Ley 2578 de 2026."""
    _, answer = await ask(rig, "holidays", await rig.hire("ana", "asesor"), year="2026")
    days = [each["day"] for each in answer["holidays"]]
    assert days == sorted(days)
    assert {"day": "2026-12-08", "name": "La Inmaculada Concepción"} in answer["holidays"]
    assert {"day": "2026-07-13", "name": "Día de Nuestra Señora del Rosario de Chiquinquirá"} in answer["holidays"]


@pytest.mark.parametrize(
    "query", [{}, {"year": "1999"}, {"year": "2101"}, {"year": "este"}, {"year": "2026", "x": "1"}]
)
async def test_a_year_out_of_range_is_a_problem(rig: ApiRig, query: dict[str, str]) -> None:
    """A missing, odd or distant year is refused."""
    status, problem = await ask(rig, "holidays", await rig.hire("ana", "asesor"), **query)
    assert (status, problem["code"]) == (400, "bad_query")


async def test_legal_terms_have_their_source(rig: ApiRig) -> None:
    """Each term that is in force has its length, articles, certainty and longest extension."""
    _, answer = await ask(rig, "legal-terms", await rig.hire("ana", "asesor"))
    terms = {each["kind"]: each for each in answer["terms"]}
    assert (terms["general"]["days"], terms["general"]["extension"]["days"]) == (15, 15)
    assert "Ley 1755 de 2015" in terms["general"]["basis"]
    assert terms["congress_or_ombudsman"]["standing_name"] == "[M] sin verificar"
    assert terms["congress_or_ombudsman"]["notes"]
    clocks = {each["clock"]: each for each in answer["others"]}
    assert (clocks["completion"]["days"], clocks["completion"]["months"]) == (None, 1)
    assert len(terms) == len(answer["terms"])
