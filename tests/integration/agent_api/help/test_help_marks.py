"""Help marks: kept on the server, for each user and role."""

import pytest

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration
SARA, ANA = "supervisor:sara", "asesor:ana"


async def test_tours_and_news_are_kept_for_each_user_and_role(rig: ApiRig) -> None:
    """A tour is seen once for a role and a user; the news of a release are, too, and no older tab takes that back."""
    desk = AdvisorDesk(rig)
    before = (await desk.ask(SARA, "GET", "/me/help")).json()
    assert (before["tours"], before["news"]) == ([], None)
    for _ in range(2):
        assert (await desk.ask(SARA, "PUT", "/me/help/tours/supervisor")).json()["tours"] == ["supervisor"]
    await desk.ask(SARA, "PUT", "/me/help/tours/asesor")
    for version in ("0.10.0", "0.9.0"):
        answer = await desk.ask(SARA, "PUT", "/me/help/news", json={"version": version})
        assert answer.json() == {"version": before["version"], "tours": ["asesor", "supervisor"], "news": "0.10.0"}
    other = (await desk.ask(ANA, "GET", "/me/help")).json()
    assert (other["tours"], other["news"]) == ([], None)


async def test_only_a_role_has_a_tour_and_only_a_number_is_a_release(rig: ApiRig) -> None:
    """An unknown role and a text that is no release are refused."""
    desk = AdvisorDesk(rig)
    assert (await desk.ask(SARA, "PUT", "/me/help/tours/nadie")).status_code in (400, 404, 422)
    assert (await desk.ask(SARA, "PUT", "/me/help/news", json={"version": "mañana"})).status_code in (400, 422)
