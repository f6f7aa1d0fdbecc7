"""A supervisor closes a line early and returns to the version before, and two people edit one menu.

By the API and by real SIP, on the whole system.
"""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from atencion.demo.users import FULL_NAMES
from config.timezone import COLOMBIA
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.site_editor import SiteEditor, publish
from tests.support.whole_system.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

MENU_HZ, HOURS_HZ, NEW_HOURS_HZ, CLOSED_HZ = 560, 830, 1020, 1370
HEARD = (MENU_HZ, HOURS_HZ, NEW_HOURS_HZ, CLOSED_HZ)
TONES = {
    **dict.fromkeys(("saludo", "aviso", "despedida"), (440, 0.3)),
    "menu": (MENU_HZ, 20.0),  # longer than a publication, so that a caller is in the menu before and after it
    "horarios": (HOURS_HZ, 1.5),
    "horarios_de_hoy": (NEW_HOURS_HZ, 1.5),
    "cerrado": (CLOSED_HZ, 1.5),
}
EDITS, PUBLISHES = "supervisor", "coordinador"
"""Users of the demo: the first may change a draft, the second may also publish one."""
EFFECT_S = 5.0
NEAR_MIDNIGHT = timedelta(minutes=5)
REASON = "La sede cierra antes por una reunión"
EXCEPTIONS = ("calendars", "siempre", "exceptions")
OPTIONS = ("menus", "principal", "options")


@pytest_asyncio.fixture
async def system(shared_system: System) -> System:
    """Publish the site with a line that never closes."""
    await shared_system.publish_site(Path(__file__).parent / "early_closing", TONES)
    return shared_system


async def test_a_line_is_closed_early_and_opened_again_in_one_step(system: System) -> None:
    """The next call hears that the line is closed; a call that is in the menu stays in its version to its end."""
    supervisor, coordinator = [await asyncio.to_thread(SiteEditor, system, user) for user in (EDITS, PUBLISHES)]
    open_all_day = await supervisor.in_force()
    draft = await prepare_early_closing(supervisor)
    phone = await SipPhone().open()
    try:
        await call_until_heard(phone, system, MENU_HZ)
        await publish(draft, supervisor, coordinator, reason=REASON, expected=open_all_day["id"])
        calls = 1 + await call_until_first_heard(system, CLOSED_HZ)
        await phone.press("9")
        await phone.wait_to_hear({HOURS_HZ}, HEARD)
        await phone.wait_for_end()
    finally:
        phone.close()
    closed_early = await supervisor.in_force()
    back = {"reason": "La reunión se canceló", "expected": closed_early["id"]}
    opened_again = await coordinator.send("POST", f"/publications/{open_all_day['id']}/return", **back)
    assert (opened_again["origin"], opened_again["version"]) == ("return", open_all_day["version"])
    calls += await call_until_first_heard(system, MENU_HZ)
    await check_journal(system, calls, open_all_day["version"], closed_early["version"])


@pytest.mark.parametrize("shared_system", ["pyvoip"], indirect=True)
async def test_two_people_edit_one_menu(system: System) -> None:
    """Changes of one option are a conflict of its field, and lose nothing; changes of different options are kept."""
    one, other = [await asyncio.to_thread(SiteEditor, system, user) for user in (EDITS, PUBLISHES)]
    draft = (await one.send("POST", "/drafts", 201, title="Opciones del menú"))["id"]
    await one.change(draft, relabelled("1", "Contesta", "Asesores"))
    problem = await other.change(
        draft, relabelled("1", "Contesta", "Hablar"), relabelled("2", "Cuelga", "Colgar"), status=409
    )
    assert problem["code"] == "site_conflicts"
    [conflict] = problem["conflicts"]
    values = tuple(conflict[name] for name in ("path", "before", "theirs", "mine", "by"))
    assert values == ([*OPTIONS, "1", "label"], "Contesta", "Asesores", "Hablar", FULL_NAMES[EDITS])
    assert await labels(one, draft) == ["Asesores", "Cuelga"]  # of the refused request nothing is saved
    await other.change(draft, relabelled("2", "Cuelga", "Colgar"))
    await one.change(draft, relabelled("1", "Asesores", "Personas"))
    assert await labels(other, draft) == ["Personas", "Colgar"]


async def prepare_early_closing(supervisor: SiteEditor) -> str:
    """Open a draft that closes the line from this minute on and says other hours; return its id."""
    closings = closings_from(datetime.now(COLOMBIA))
    draft = await supervisor.send("POST", "/drafts", 201, title="Hoy se cierra más temprano")
    saved = await supervisor.change(
        draft["id"],
        {"path": EXCEPTIONS, "after": closings},
        {"path": [*OPTIONS, "9", "information"], "before": "horarios", "after": "horarios_de_hoy"},
    )
    assert saved["complaints"] == []
    assert any(REASON in each["text"] for each in saved["differences"]), saved["differences"]
    return str(draft["id"])


def closings_from(now: datetime) -> list[dict[str, Any]]:
    """Return exceptions of a calendar by which a line is closed from this minute on, also if midnight comes soon."""
    opened = [f"0:00-{now:%H:%M}"] if now.hour or now.minute else []
    closings = [{"day": f"{now:%Y-%m-%d}", "hours": opened, "reason": REASON}]
    soon = now + NEAR_MIDNIGHT
    if soon.date() != now.date():
        closings.append({"day": f"{soon:%Y-%m-%d}", "hours": [], "reason": REASON})
    return closings


async def call_until_heard(phone: SipPhone, system: System, hertz: int) -> None:
    """Call the line, and wait until a tone is heard."""
    phone.dial(system.sip_port, "bogota")
    await phone.answered()
    await phone.wait_to_hear({hertz}, HEARD)


async def call_until_first_heard(system: System, hertz: int) -> int:
    """Call again and again until a call hears a tone first; return the number of calls.

    Raises:
        TimeoutError: the publication took no effect in time.
    """
    calls = 1
    async with asyncio.timeout(EFFECT_S):
        while await first_tone_of_a_call(system) != hertz:
            await asyncio.sleep(0.2)
            calls += 1
    return calls


async def first_tone_of_a_call(system: System) -> int:
    """Call, and return which of the tones is heard first."""
    phone = await SipPhone().open()
    try:
        phone.dial(system.sip_port, "bogota")
        await phone.answered()
        while True:
            await asyncio.sleep(0.06)
            for hertz in HEARD:
                if phone.media.hears(hertz):
                    await phone.hang_up()
                    return hertz
    finally:
        phone.close()


async def check_journal(system: System, calls: int, open_all_day: str, closed_early: str) -> None:
    """Check the version of each call: the first stayed in the one in which it began, the last is in that one again."""
    first, *others = await system.calls_when_ended(calls)
    assert (first["outcome"], first["ended_by"], first["site_version"]) == ("self_served", "system", open_all_day)
    closed = [call for call in others if call["outcome"] == "after_hours"]
    assert {(call["site_version"], call["in_hours"]) for call in closed} == {(closed_early, False)}
    assert (others[-1]["site_version"], others[-1]["in_hours"]) == (open_all_day, True)


def relabelled(option: str, before: str, after: str) -> dict[str, Any]:
    """Return a change of the label of an option of the menu."""
    return {"path": [*OPTIONS, option, "label"], "before": before, "after": after}


async def labels(editor: SiteEditor, draft: str) -> list[str]:
    """Return the labels of the first two options of the menu in a draft."""
    menu = (await editor.send("GET", f"/drafts/{draft}"))["document"]["menus"]["principal"]
    return [menu["options"][option]["label"] for option in ("1", "2")]
