"""The list of municipalities that a client can choose from."""

from fastapi import Response

from agent_api.customers.domain.field_parsers import read_municipality
from agent_api.customers.municipality_routes import tell_municipalities


async def test_every_municipality_can_be_chosen_by_its_name() -> None:
    """Each municipality is listed once with its department, is accepted when stored, and can be cached."""
    response = Response()
    municipalities = (await tell_municipalities(response)).municipalities
    names = {each.code: each.name for each in municipalities}
    assert len(names) == len(set(names.values())) == len(municipalities) >= 1122
    assert (names["25754"], names["11001"]) == ("Soacha, Cundinamarca", "Bogotá, D. C.")
    assert [read_municipality(code) for code in names] == list(names)
    assert {each.code: each.now for each in municipalities if each.now} == {"27086": "27493", "94663": "94343"}
    assert response.headers["cache-control"] == "private, max-age=86400"
