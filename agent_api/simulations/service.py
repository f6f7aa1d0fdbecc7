"""Simulations: the scenario of a request, checked against a version of the site and run.

A simulation computes for up to a quarter of a second, so it runs in a thread. It reads the version; it writes nothing.
"""

import asyncio
from collections.abc import Iterable
from typing import Final, NamedTuple

from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.simulations import store
from agent_api.simulations.problems import ScenarioRefused
from agent_api.simulations.schemas import SimulationForm, clock_time
from calls.simulation.engine import EndlessSimulation
from calls.simulation.simulate import simulate, simulate_wait
from calls.simulation.transcript import Transcript
from calls.simulation.tries import TryResult, run_tries
from config.site.calls.menu_steps.lookup_shapes import shape_of
from config.site.model import Site
from config.site.tries.answers import find_answer_fault
from config.site.tries.scenario import (
    MAX_ADVISORS,
    Input,
    Scenario,
    SimulatedAnswer,
    SimulatedCaller,
    StaffGroup,
    Staffing,
)
from config.site.tries.tries import MAX_WAITING
from storage.postgres.engine import read_connection

FIRST_YEAR, LAST_YEAR = 2000, 2100
_WAITING: Final = ("queue", "ringing")


class SimulatedForm(NamedTuple):
    """A transcript, and that of a caller who waits on; None unless the call is in a queue."""

    site: Site
    scenario: Scenario
    transcript: Transcript
    wait: Transcript | None


async def find_site(context: ApiContext, version: str | None) -> Site:
    """Return a version of the site; None for the one in force.

    Raises:
        NotFound: there is no such version.
    """
    if version is None or version == context.site.version:
        return context.site
    async with read_connection(context.engine) as connection:
        site = await store.find_site(connection, context.campaign, version)
    if site is None:
        raise NotFound("No existe esa versión del sitio.")
    return site


async def run_simulation(context: ApiContext, form: SimulationForm) -> SimulatedForm:
    """Simulate a call up to its last input.

    Raises:
        NotFound: there is no such version of the site.
        ScenarioRefused: the version does not have a name of the scenario, or the scenario is too big.
    """
    site = await find_site(context, form.site_version)
    scenario = _scenario_of(form)
    _check(site, scenario)
    try:
        return await asyncio.to_thread(_simulate, site, scenario)
    except EndlessSimulation:
        raise ScenarioRefused(
            "floor", "La simulación es demasiado larga: deje menos asesores o menos espera."
        ) from None


async def run_saved_tries(context: ApiContext, version: str | None) -> tuple[Site, tuple[TryResult, ...]]:
    """Run the saved tries of a version.

    Raises:
        NotFound: there is no such version of the site.
    """
    site = await find_site(context, version)
    return site, await asyncio.to_thread(run_tries, site)


def _simulate(site: Site, scenario: Scenario) -> SimulatedForm:
    transcript = simulate(site, scenario)
    waits = transcript.state.meets in _WAITING or transcript.state.queue is not None
    return SimulatedForm(site, scenario, transcript, simulate_wait(site, scenario) if waits else None)


def _scenario_of(form: SimulationForm) -> Scenario:
    return Scenario(
        line=form.line,
        day=form.day,
        at=clock_time(form.at),
        caller=SimulatedCaller(**form.caller.model_dump()),
        floor=Staffing(
            shifts=tuple(StaffGroup(**each.model_dump()) for each in form.floor.shifts),
            waiting=form.floor.waiting,
            talk_s=form.floor.talk_s,
            answer_s=form.floor.answer_s,
        ),
        contingency=form.contingency,
        contingency_mode=form.contingency_mode,
        records=form.records,
        lookups={
            step: tuple(SimulatedAnswer(**each.model_dump()) for each in answers)
            for step, answers in form.lookups.items()
        },
        inputs=tuple(Input(**each.model_dump()) for each in form.inputs),
    )


def _check(site: Site, scenario: Scenario) -> None:
    """Refuse what the check of `tries.yaml` would refuse, too.

    Raises:
        ScenarioRefused: naming the field.
    """
    floor = scenario.floor
    queues = [queue for shift in floor.shifts for queue in shift.queues] + list(floor.waiting)
    messages = site.contingency.messages if site.contingency else {}
    _require("line", [scenario.line], site.lines, "La línea")
    _require("floor", queues, site.queues, "La cola")
    if scenario.contingency is not None:
        _require("contingency", [scenario.contingency], messages, "El mensaje")
    _check_answers(site, scenario)
    faults = {
        "day": not FIRST_YEAR <= scenario.day.year <= LAST_YEAR and f"El año debe ir de {FIRST_YEAR} a {LAST_YEAR}.",
        "inputs": any(each.count != 1 for each in scenario.inputs) and "Cada paso es una sola cosa.",
        "floor.shifts": any(shift.busy > shift.advisors for shift in floor.shifts)
        and "No puede haber más asesores ocupados que asesores.",
        "floor.advisors": sum(shift.advisors for shift in floor.shifts) > MAX_ADVISORS
        and f"A lo sumo {MAX_ADVISORS} asesores.",
        "floor.waiting": sum(floor.waiting.values()) > MAX_WAITING and f"A lo sumo {MAX_WAITING} llamadas en espera.",
    }
    for field, fault in faults.items():
        if fault:
            raise ScenarioRefused(field, fault)


def _check_answers(site: Site, scenario: Scenario) -> None:
    machine = site.identity.machine if site.identity else None
    for id_, answers in scenario.lookups.items():
        step = site.steps.get(id_)
        shape = shape_of(step.lookup.name, site.lookups, machine) if step and step.lookup else None
        if (fault := find_answer_fault(id_, answers, site.steps, shape)) is not None:
            raise ScenarioRefused("lookups", f"{fault[0].upper()}{fault[1:]}.")


def _require(field: str, names: Iterable[str], known: Iterable[str], noun: str) -> None:
    for name in names:
        if name not in known:
            raise ScenarioRefused(field, f"{noun} «{name}» no está en esta versión del sitio.")


def seconds_after(transcript: Transcript, wait: Transcript) -> float | None:
    """Return in how many seconds from the end of a transcript an advisor answers the caller who waits on."""
    answered = wait.state.answered_at_s
    return None if answered is None else answered - transcript.state.elapsed_s
