"""The first call, on the whole system: real callers and phones, and the log afterwards.

All scenarios run at once, as on a busy morning; each key leads to a queue with one advisor of fixed behaviour.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.support.sip.baresip import Baresip
from tests.support.sip.sip_phone import SipPhone
from tests.support.sip.sipp import Sipp, SippRun, SippStep, press, refuse, refused, stay
from tests.support.whole_system.system import GREETING_HZ, System

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

CALLER_HZ, ADVISOR_HZ = 1020, 1370
# The greeting and the notice are over, and the menu is playing.
IN_THE_MENU, DEEP_IN_THE_MENU = stay(4.0), stay(6.5)
"""The menu begins 3.3 s after the answer, and gives up 9.4 s after it; a key counts before the menu, too."""
Steps = tuple[SippStep | str, ...]


class Scenario(NamedTuple):
    """A caller, the rung phone if any, and the expected record.

    Attributes:
        number: the dialled number.
        caller: the caller's steps after the answer.
        phone: the steps of the queue's advisor.
        record: line, queue, outcome, stage and ending party.
    """

    number: str
    caller: Steps
    phone: Steps
    record: tuple[str, str | None, str, str, str]


SCENARIOS = {
    "leaves in the greeting": Scenario(
        "6015550100", (stay(0.3), "hang_up"), (), ("bogota", None, "abandoned_ivr", "welcoming", "caller")
    ),
    "leaves in the menu": Scenario(
        "018000555010", (DEEP_IN_THE_MENU, "hang_up"), (), ("nacional", None, "abandoned_ivr", "choosing", "caller")
    ),
    "talks and hangs up": Scenario(
        "bogota",
        (IN_THE_MENU, press("1"), stay(7.0), "hang_up"),
        ("called", stay(1.0), "answer", "hung_up"),
        ("bogota", "contesta", "answered", "talking", "caller"),
    ),
    "is hung up by the advisor": Scenario(
        "quejas",
        (IN_THE_MENU, press("2", by="info"), "hung_up"),
        ("called", stay(1.0), "answer", stay(2.0), "advisor_hangs_up"),
        ("quejas", "cuelga", "answered", "talking", "advisor"),
    ),
    "answers the survey": Scenario(
        "nacional",
        (IN_THE_MENU, press("0"), stay(12.0), press("5"), stay(3.0), press("2"), "hung_up"),
        ("called", stay(1.0), "answer", stay(2.0), "advisor_hangs_up"),
        ("nacional", "encuesta", "answered", "talking", "advisor"),
    ),
    "finds the advisor busy": Scenario(
        "nacional",
        (IN_THE_MENU, press("3"), stay(7.0), "hang_up"),
        ("called", refuse(486)),
        ("nacional", "ocupado", "abandoned_queue", "waiting", "caller"),
    ),
    "is not answered": Scenario(
        "6015550199",
        (IN_THE_MENU, press("4"), stay(12.0), "hang_up"),
        ("called", "cancelled"),
        ("quejas", "no_contesta", "abandoned_queue", "waiting", "caller"),
    ),
    "is declined": Scenario(
        "bogota",
        (IN_THE_MENU, press("5"), stay(7.0), "hang_up"),
        ("called", refuse(603)),
        ("bogota", "declina", "abandoned_queue", "waiting", "caller"),
    ),
    "waits in vain": Scenario(
        "nacional",
        (IN_THE_MENU, press("6"), stay(5.0), "hang_up"),
        (),
        ("nacional", "vacia", "abandoned_queue", "waiting", "caller"),
    ),
    "leaves while the phone rings": Scenario(
        "quejas",
        (IN_THE_MENU, press("7"), stay(6.0), "hang_up"),
        ("called", "cancelled"),
        ("quejas", "timbra", "abandoned_queue", "ringing", "caller"),
    ),
    "listens to information": Scenario(
        "bogota", (IN_THE_MENU, press("9"), "hung_up"), (), ("bogota", None, "self_served", "parting", "system")
    ),
    "chooses in the greeting": Scenario(
        "bogota", (stay(0.3), press("9"), "hung_up"), (), ("bogota", None, "self_served", "parting", "system")
    ),
    "says nothing": Scenario(
        "nacional", (stay(20.0), "hang_up"), (), ("nacional", "vacia", "abandoned_queue", "waiting", "caller")
    ),
}


@pytest_asyncio.fixture
async def system(shared_system: System) -> System:
    """Publish the site with a survey for all callers of a line."""
    await shared_system.publish_site(Path(__file__).parent / "first_call")
    return shared_system


@pytest_asyncio.fixture
async def sipp(tmp_path: Path) -> AsyncIterator[Sipp]:
    """Provide sipp, and end its runs."""
    sipp = Sipp(tmp_path)
    yield sipp
    await sipp.end()


async def played(system: System, sipp: Sipp, scenario: Scenario) -> list[SippRun]:
    """Start a scenario: the advisor's phone first, then the caller."""
    parties = []
    if scenario.phone:
        phone = await sipp.phone(*scenario.phone)
        queue = scenario.record[1] or ""
        await system.make_advisor_ready(f"asesor_{queue}", phone.address, queue)
        parties.append(phone)
    return [*parties, await sipp.caller(system.sip_port, scenario.number, "invite", "answered", *scenario.caller)]


async def test_every_caller_ends_in_exactly_one_outcome(system: System, sipp: Sipp) -> None:
    """Each call ends as its scenario says; API, metrics and journal agree; the chain is valid; no number is logged."""
    before = await figures_of(system)
    begun = await asyncio.gather(*(played(system, sipp, scenario) for scenario in SCENARIOS.values()))
    stranger = await sipp.caller(system.sip_port, "6015559999", "invite", refused(404))
    for party in [stranger, *(party for parties in begun for party in parties)]:
        assert await party.succeeded(), party.complaint()
    calls = await system.calls_when_ended(len(SCENARIOS))
    records = [(call["line"], call["queue"], call["outcome"], call["stage"], call["ended_by"]) for call in calls]
    assert sorted(records, key=str) == sorted((scenario.record for scenario in SCENARIOS.values()), key=str)
    outcomes = Counter(record[2] for record in records)
    ingressed, answered = outcomes.total(), outcomes["answered"]
    assert await figures_of(system) - before == Counter(
        {**outcomes, "ingressed": ingressed, "metric ingressed": ingressed, "metric answered": answered}
    )
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()
    (surveyed,) = (call for call in calls if call["queue"] == "encuesta")
    assert await answers(system, surveyed["id"]) == {"trato": "5", "solucion": "2"}
    assert "3001234567" not in system.log_text()


async def answers(system: System, call: str) -> dict[str, str]:
    """Return a caller's survey answers, after checking that all are within the survey and after the call's end."""
    facts = [each["fact"] for each in (await system.get(f"/api/v1/calls/{call}"))["timeline"]]
    kinds = [fact["type"] for fact in facts]
    assert kinds[kinds.index("CallEnded") :] == ["CallEnded", "SurveyBegan", *["SurveyAnswered"] * 2, "SurveyEnded"]
    return {fact["question"]: fact["answer"] for fact in facts if fact["type"] == "SurveyAnswered"}


async def figures_of(system: System) -> Counter[str]:
    """Return the counts of the closing balance, which must close, and of the metrics."""
    balance = (await system.get("/api/v1/service-level"))["balance"]
    assert (balance["in_progress"], balance["difference"]) == (0, 0)
    metrics = {
        f"metric {name}": int(await system.metric(f"acd_calls_{name}_total")) for name in ("ingressed", "answered")
    }
    return Counter({**balance["outcomes"], "ingressed": balance["ingressed"], **metrics})


async def test_a_stranger_with_another_phone_talks_with_an_advisor(system: System, tmp_path: Path) -> None:
    """Baresip hears the greeting, chooses, talks with the advisor both ways, and the call counts as answered."""
    phone = await SipPhone(ADVISOR_HZ).open()
    (tmp_path / "baresip").mkdir()
    caller = await Baresip(tmp_path / "baresip", CALLER_HZ).start()
    try:
        await system.make_advisor_ready("asesor_voz", phone.address, "voz")
        await caller.dial(f"sip:018000555010@127.0.0.1:{system.sip_port}")
        await caller.wait_to_hear(GREETING_HZ, 0.6)  # it is still playing; a key pressed now is not lost
        await caller.press("8")
        await phone.ring()
        await phone.answer()
        await phone.wait_to_hear({CALLER_HZ}, {CALLER_HZ, GREETING_HZ, ADVISOR_HZ})
        await caller.wait_to_hear(ADVISOR_HZ, 1.0)
        await caller.hang_up()
        await phone.wait_for_end()
        await caller.quit()
    finally:
        await caller.kill()
        phone.close()
    (call,) = await system.calls_when_ended(1)
    assert (call["line"], call["queue"], call["outcome"], call["ended_by"]) == ("nacional", "voz", "answered", "caller")
    story = await system.get(f"/api/v1/calls/{call['id']}")
    assert [happening["fact"]["type"] for happening in story["timeline"]][-1] == "CallEnded"


async def test_the_system_ends_at_ctrl_c_and_leaves_nothing_behind(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """On request the system ends with exit code 0, and its ports are free again."""
    system = await System(tmp_path, pytestconfig.cache.mkdir("sounds")).start()
    assert await system.stop() == 0
    with pytest.raises(OSError, match="refused"):
        await system.get("/healthz")
