"""Procedure M5-1-05, C6, the profiles of users: entries, moves and exits of staff, and the permissions of each time.

The people named in the row send requests over HTTP, and the test reads the results from the journal.
"""

import pytest

from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.desks.staff_desk import ADMIN, ADVISOR, LEAD, PLACE, QUALITY, StaffDesk

pytestmark = pytest.mark.integration


async def test_c6_entries_moves_and_exits_of_staff(rig: ApiRig) -> None:
    """A person enters, moves and leaves; at each moment they may do what their period says, and the log has it all."""
    desk = StaffDesk(rig)
    for user, role in ((ADMIN, "admin"), (QUALITY, "calidad"), (LEAD, "coordinador"), (ADVISOR, "asesor")):
        await desk.hire(user, role)
    await desk.enter(roles=["asesor"], coordinator=LEAD)
    assert await desk.roles() == ["asesor"]
    form = {**PLACE, "position": "Supervisora", "reason": "Ascenso."}
    await desk.act(f"/{ADVISOR}/move", roles=["supervisor"], proof=PASSWORD, **form)
    assert await desk.roles() == ["supervisor"]
    await desk.leave()
    assert (await desk.roles(), await desk.status()) == ([], 401)
    history = (await desk.read())["history"]
    assert [(each["cause"], each["position"], each["ending"]) for each in history] == [
        ("move", "Supervisora", "exit"),
        ("entry", "Asesora", "move"),
    ]
    names = [type(each).__name__ for each in await desk.facts()]
    assert [each for each in names if each.startswith("Staff")] == ["StaffEntered", "StaffMoved", "StaffLeft"]
    assert names.count("RoleGranted") == 2
    assert names.count("RoleWithdrawn") == 2
    assert names[-2:] == ["UserDisabled", "StaffLeft"]
