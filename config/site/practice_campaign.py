"""The campaign of a site in which advisors practise: its own queues, log and figures, so no real figure sees it. Pure.

Owns how the practice site follows from the real one. Lines, menus and queues are slots: one practice has one slot,
whose queue only its advisor serves. Mail, call-backs, look-ups, surveys and other systems are left out, so a practice
has no effect outside.
"""

from datetime import time
from typing import Any, get_args

import msgspec

from config.schema.short_forms import Hours
from config.site.calls.calendars import Calendar, Weekday
from config.site.calls.lines import Line
from config.site.calls.menus import Menu, Option
from config.site.calls.practice import Practice
from config.site.calls.prompts import Prompt
from config.site.calls.queues import Queue
from config.site.calls.recordings import RecordingRules
from config.site.loader import with_version
from config.site.model import Site
from config.site.samples import SampleCaller

PRACTICE = "practica"
"""Id of the calendar and of the only prompt of a practice, and the suffix of its campaign."""
PRACTICE_TEXT = "Práctica."
"""The text of that prompt."""
_MOST_CAMPAIGN = 40 - len(PRACTICE) - 1  # characters of an id
_RING_S = 60


def practice_campaign(campaign: str) -> str:
    """Return the id of the campaign in which the advisors of a campaign practise."""
    return f"{campaign[:_MOST_CAMPAIGN]}_{PRACTICE}"


def slot_id(slot: int) -> str:
    """Return the id of the line, the menu and the queue of a slot, counted from 1."""
    return f"{PRACTICE}_{slot}"


def slot_number(slot: int) -> str:
    """Return the user part that the caller of a practice dials."""
    return f"{PRACTICE}-{slot}"


def turn_id(scenario: str, turn: int, practice: Practice) -> str:
    """Return the id of the sentence of a turn, counted from 0."""
    return f"{PRACTICE}_{sorted(practice.scenarios).index(scenario)}_{turn}"


def practice_site(site: Site) -> Site | None:
    """Return the site of the practice campaign; None if the site has no practice.

    It does not depend on the order of the site's tables, which a stored version loses.
    """
    practice = site.practice
    if practice is None or not site.lines or not site.queues:
        return None
    slots = range(1, practice.most + 1)
    line, menu, queue = site.lines[min(site.lines)], site.menus[min(site.menus)], site.queues[min(site.queues)]
    derived = msgspec.structs.replace(
        site,
        version="",
        campaign=practice_campaign(site.campaign),
        lines={slot_id(each): _line(line, each) for each in slots},
        menus={slot_id(each): _menu(menu, each) for each in slots},
        queues={slot_id(each): _queue(queue, each, practice) for each in slots},
        calendars=site.calendars | {PRACTICE: _open_always(site.calendars[line.calendar])},
        prompts=site.prompts | {PRACTICE: Prompt(id=PRACTICE, text=PRACTICE_TEXT)},
        recordings=RecordingRules(days=practice.recording_days) if site.recordings else None,
        sample_callers=_sentences(practice),
        practice=None,
        **_LEFT_OUT,
    )
    return with_version(derived)


_LEFT_OUT: dict[str, Any] = {
    "steps": {},
    "call_backs": None,
    "campaigns": {},
    "voice_messages": None,
    "contingency": None,
    "survey": None,
    "lookups": None,
    "mail": None,
    "text_messages": None,
    "indicators": (),
    "systems": {},
    "quality": None,
    "sample_advisors": (),
    "tries": {},
}


def _line(template: Line, slot: int) -> Line:
    sounds = dict.fromkeys(("greeting", "notice", "closed_prompt", "goodbye_prompt", "apology_prompt"), PRACTICE)
    return msgspec.structs.replace(
        template,
        id=slot_id(slot),
        name=f"Práctica {slot}",
        numbers=(slot_number(slot),),
        calendar=PRACTICE,
        menu=slot_id(slot),
        fallback=None,
        head_start_s=0,
        **sounds,
    )


def _menu(template: Menu, slot: int) -> Menu:
    """Return a menu that leads to the queue of its slot, with a key or without one."""
    sounds = dict.fromkeys(("prompt", "silence_prompt", "wrong_key_prompt", "fallback_prompt"), PRACTICE)
    option = Option(label="Práctica", queue=slot_id(slot))
    return msgspec.structs.replace(
        template,
        id=slot_id(slot),
        options={"1": option},
        fallback_queue=slot_id(slot),
        retries=0,
        first_digit_s=1.0,
        **sounds,
    )


def _queue(template: Queue, slot: int, practice: Practice) -> Queue:
    return Queue(
        id=slot_id(slot),
        name=f"Práctica {slot}",
        threshold_s=template.threshold_s,
        ring_s=_RING_S,
        wrap_up_s=practice.wrap_up_s,
        wait_prompt=PRACTICE,
    )


def _open_always(template: Calendar) -> Calendar:
    always = (Hours(opens=time(0), closes=time(0)),)
    week: dict[Weekday, tuple[Hours, ...]] = dict.fromkeys(get_args(Weekday), always)
    return msgspec.structs.replace(template, id=PRACTICE, week=week, holidays="none", exceptions=())


def _sentences(practice: Practice) -> tuple[SampleCaller, ...]:
    return tuple(
        SampleCaller(id=turn_id(scenario.id, turn, practice), sentence=sentence)
        for _, scenario in sorted(practice.scenarios.items())
        for turn, sentence in enumerate(scenario.turns)
    )
