"""A desk with a calibration session: its coordinator, its evaluators, its master, and an observer."""

from typing import Any

import httpx2

from tests.support.desks.evaluation_desk import CARLOS, CLARA, LEAD, OVERSIGHT, EvaluationDesk, all_met, criteria_of

CATA, MASTER = "calidad:cata", "calidad:mario"
EVALUATORS = (CLARA, CARLOS, CATA)
SESSIONS = "/quality/calibrations"
HELD_ON = "2027-01-20"


class CalibrationDesk(EvaluationDesk):
    """Evaluators who calibrate calls of ``asesor1``."""

    async def hire_all(self) -> None:
        """Make the users known who take part in a session."""
        await self.hire(*EVALUATORS, MASTER, LEAD, OVERSIGHT)

    async def plan(self, *items: str, user: str = LEAD, **changes: Any) -> httpx2.Response:
        """Plan a session of calls with all evaluators, the master and the interventoría as an observer."""
        body = {
            "title": "Criterios de enero",
            "held_on": HELD_ON,
            "channel": "phone",
            "items": items,
            "evaluators": ["clara", "carlos", "cata"],
            "master": "mario",
            "observers": ["vera"],
        }
        return await self.ask(user, "POST", SESSIONS, json={**body, **changes})

    async def planned(self, *items: str, **changes: Any) -> dict[str, Any]:
        """Plan a session that must be possible, of calls that are attended now, and return it."""
        await self.hire_all()
        for each in items:
            await self.attended_call(each)
        answer = await self.plan(*items, **changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def judge(self, user: str, item: str, failed: int | None = None) -> dict[str, Any]:
        """Sign a calibration evaluation with each criterion met, except the one at a place."""
        begun = await self.begun(user, item, "calibration")
        changes = {} if failed is None else {criteria_of(begun)[failed]["id"]: "fails"}
        return await self.sign(user, begun, answers=all_met(begun, **changes))

    async def opened(self, *items: str) -> dict[str, Any]:
        """Return a session with open results: Carlos failed the first criterion of each item, and Cata the second."""
        session = await self.planned(*items)
        for item in items:
            for user, failed in ((MASTER, None), (CLARA, None), (CARLOS, 0), (CATA, 1)):
                await self.judge(user, item, failed)
        return await self.acted(session, "opening")

    async def act(self, session: dict[str, Any], act: str, user: str = LEAD, **body: Any) -> httpx2.Response:
        """Post an act on a session."""
        return await self.ask(user, "POST", f"{SESSIONS}/{session['id']}/{act}", json=body)

    async def acted(self, session: dict[str, Any], act: str, **body: Any) -> dict[str, Any]:
        """Post an act that must be possible, and return the session after it."""
        answer = await self.act(session, act, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def write(self, session: dict[str, Any], user: str = LEAD, **changes: Any) -> httpx2.Response:
        """Save the minutes on the revision that was read."""
        body = {**minutes_of(session), "revision": session["revision"], **changes}
        return await self.ask(user, "PUT", f"{SESSIONS}/{session['id']}/minutes", json=body)

    async def minuted(self, *items: str) -> dict[str, Any]:
        """Return a session with signed minutes."""
        session = await self.opened(*items)
        assert (await self.write(session)).status_code == 200
        return await self.acted(session, "signature", revision=session["revision"] + 1)

    async def session(self, user: str, id_: str) -> dict[str, Any]:
        """Return a session as a user reads it."""
        answer = await self.ask(user, "GET", f"{SESSIONS}/{id_}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def minutes_of(session: dict[str, Any]) -> dict[str, Any]:
    """Return complete minutes: the first criterion is to change in the form, and the second not."""
    first, second = (each["id"] for each in criteria_of(session)[:2])
    return {
        "agreements": "Se oye la llamada entera.\nDuda: se pregunta a Mario.",
        "decisions": [
            {"criterion": first, "text": "Basta con el nombre de la línea.", "changes": True},
            {"criterion": second, "text": "Interrumpir una vez no lo incumple.", "changes": False},
        ],
        "attendees": ["clara", "cata", "mario", "coco"],
    }
