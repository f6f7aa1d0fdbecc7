"""The areas that answer petitions, as the desk shows them (M5-1-05, G3)."""

from datetime import UTC, datetime

import pytest

from tests.support.desks.ticket_desk import ELSA, TicketDesk

pytestmark = pytest.mark.integration


async def test_each_area_shows_its_person_in_charge_today(desk: TicketDesk) -> None:
    """On a day of the leader's leave it is the deputy, with the name of the absent leader."""
    desk.rig.now = datetime(2027, 1, 12, 15, tzinfo=UTC)
    answer = {each["id"]: each for each in (await desk.ask(ELSA, "GET", "/areas")).json()["areas"]}
    assert set(answer) == set(desk.rig.site.areas)
    credit = answer["credito_cobranza"]
    assert credit["in_charge"] == {
        "user": "funcionario2",
        "name": "Jorge Eliécer Pardo",
        "why": "deputy",
        "deputy_for": "funcionario1",
    }
    assert [each["user"] for each in credit["officials"] if each["away"]] == ["funcionario1"]
    assert [each["id"] for each in answer.values() if each["written_channel"]] == ["canal_escrito"]
    assert "Vacaciones" not in str(answer)


async def test_areas_are_shown_only_to_users_with_tickets(desk: TicketDesk) -> None:
    """A user who reads no petitions does not see them."""
    assert (await desk.ask("admin:root", "GET", "/areas")).status_code == 403
