"""The interventoría commits a number before a week and reveals it after it, each once."""

from datetime import timedelta

import httpx2
import pytest

from eventlog.facts import SampleSeedCommitted, SampleSeedRevealed
from metrics.quality.seed import commit
from tests.support.desks.sample_desk import OVERSIGHT, QUALITY, SampleDesk
from tests.support.facts.sample_weeks import DRAWS_AT, NUMBER, REVEAL_BY, WEEK

pytestmark = pytest.mark.integration
BEFORE, AFTER = WEEK.begins - timedelta(days=1), WEEK.ends + timedelta(hours=1)
OTHER = "9" * 40


async def commit_number(desk: SampleDesk, number: str = NUMBER, user: str = OVERSIGHT) -> httpx2.Response:
    """Commit a number for the week."""
    return await desk.ask(user, "POST", "/seeds", json={"week": str(WEEK), "commitment": commit(number)})


async def reveal(desk: SampleDesk, number: str = NUMBER, user: str = OVERSIGHT) -> httpx2.Response:
    """Reveal a number for the week."""
    return await desk.ask(user, "POST", f"/seeds/{WEEK}/number", json={"number": number})


def problem(response: httpx2.Response) -> tuple[int, str, str]:
    """Return status, code and sentence of a refusal."""
    body = response.json()
    return response.status_code, body["code"], body["detail"]


async def test_a_number_is_committed_and_revealed_with_a_fact_each(desk: SampleDesk) -> None:
    """Repeating a step with the same value changes nothing, and everybody who reads samples sees both."""
    desk.rig.now = BEFORE
    assert [(await commit_number(desk)).status_code for _ in range(2)] == [201, 201]
    assert await desk.journal_outbox(BEFORE) == [SampleSeedCommitted(week=str(WEEK), commitment=commit(NUMBER))]
    desk.rig.now = AFTER
    assert [(await reveal(desk)).status_code for _ in range(2)] == [200, 200]
    assert await desk.journal_outbox(AFTER) == [SampleSeedRevealed(week=str(WEEK), number=NUMBER)]
    [seed] = (await desk.ask(QUALITY, "GET", "/seeds")).json()["seeds"]
    assert (seed["week"], seed["number"], seed["committed_by_name"]) == (str(WEEK), NUMBER, "Vera")


async def test_a_second_commitment_is_refused(desk: SampleDesk) -> None:
    """The first one stays."""
    desk.rig.now = BEFORE
    await commit_number(desk)
    assert problem(await commit_number(desk, OTHER)) == (
        409,
        "seed_already_committed",
        "La semana 2026-W47 ya tiene otro compromiso, y no se cambia.",
    )


async def test_a_commitment_outside_its_time_is_refused(desk: SampleDesk) -> None:
    """It is late from five minutes before the week on, and early more than 35 days before."""
    desk.rig.now = WEEK.begins - timedelta(minutes=5)
    status, code, detail = problem(await commit_number(desk))
    assert (status, code) == (409, "commitment_late")
    assert detail == (
        "La semana 2026-W47 comienza el lunes 16 de noviembre de 2026: el compromiso se registra antes, con cinco "
        "minutos de margen."
    )
    desk.rig.now = WEEK.begins - timedelta(days=36)
    assert problem(await commit_number(desk))[1] == "commitment_too_early"
    assert await desk.journal_outbox(BEFORE) == []


async def test_a_number_that_cannot_be_revealed_is_refused(desk: SampleDesk) -> None:
    """Without a commitment, before the week ends, and if another number was committed."""
    desk.rig.now = AFTER
    assert problem(await reveal(desk))[1] == "seed_not_committed"
    desk.rig.now = BEFORE
    await commit_number(desk)
    status, code, detail = problem(await reveal(desk))
    assert (status, code) == (409, "reveal_early")
    assert detail.startswith("La semana 2026-W47 termina el domingo 22 de noviembre de 2026 a medianoche")
    desk.rig.now = AFTER
    assert problem(await reveal(desk, OTHER)) == (
        409,
        "seed_number_wrong",
        "El número no corresponde al compromiso de esa semana: su SHA-256 es otro.",
    )


async def test_a_number_is_not_revealed_after_the_draw(desk: SampleDesk) -> None:
    """A sample that did not get the number in time keeps its seed."""
    desk.rig.now = BEFORE
    await commit_number(desk)
    await desk.journal_outbox(BEFORE)
    await desk.plan(WEEK.begins)
    await desk.journal_week(6)
    assert await desk.draw(DRAWS_AT) == 0
    assert await desk.draw(REVEAL_BY) == 2
    desk.rig.now = REVEAL_BY
    assert problem(await reveal(desk)) == (
        409,
        "reveal_late",
        "La muestra de la semana 2026-W47 ya se sorteó sin el número, porque venció el plazo.",
    )


async def test_only_the_oversight_commits_and_reveals(desk: SampleDesk) -> None:
    """Quality reads the numbers only, and a week must be of the calendar."""
    desk.rig.now = BEFORE
    assert (await commit_number(desk, user=QUALITY)).status_code == 403
    assert (await reveal(desk, user=QUALITY)).status_code == 403
    strange = {"week": "2026-W54", "commitment": commit(NUMBER)}
    assert problem(await desk.ask(OVERSIGHT, "POST", "/seeds", json=strange))[1] == "bad_query"
