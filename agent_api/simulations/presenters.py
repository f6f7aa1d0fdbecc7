"""Simulations as API responses, with names and sentences."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.simulations import schemas
from agent_api.simulations.menu_tree import needs_answer, present_lookup, present_option, present_step
from agent_api.simulations.service import SimulatedForm, seconds_after
from agent_api.timeline.person_names import with_names
from calls.simulation.simulate import arrival_time
from calls.simulation.sounds import SoundCatalogue
from calls.simulation.transcript import HeardSound, QueuePlace, Transcript, WrittenFact
from calls.simulation.tries import TryResult
from config.site.calls.menus import Menu
from config.site.model import Site
from config.site.tries.scenario import Scenario
from config.timezone import COLOMBIA
from eventlog.facts.labels import OUTCOME_LABELS

_ADVISOR = "asesor-"


def present_simulation(context: ApiContext, simulated: SimulatedForm) -> schemas.SimulationResult:
    """Build the response of a simulation."""
    arrived_at = arrival_time(simulated.site, simulated.scenario)
    return present_transcript(context, simulated.site, arrived_at, simulated.transcript, simulated.wait)


def present_transcript(
    context: ApiContext, site: Site, arrived_at: datetime, transcript: Transcript, wait: Transcript | None = None
) -> schemas.SimulationResult:
    """Build the response of a call to a version of the site, which need not be published; ``wait`` is its forecast."""
    voices = SoundCatalogue(context.site)
    names = {f"{_ADVISOR}{number}": f"asesor {number}" for number in range(1, 201)}
    return schemas.SimulationResult(
        site_version=site.version,
        heard=[_present_sound(each, voices) for each in transcript.heard],
        pressed=[schemas.KeysPressed(**msgspec.structs.asdict(each)) for each in transcript.pressed],
        facts=[_present_fact(context, site, each, names) for each in transcript.facts],
        menus=list(transcript.menus),
        steps=list(transcript.steps),
        state=_present_state(site, arrived_at, transcript),
        forecast=_present_forecast(transcript, wait),
    )


def _present_sound(heard: HeardSound, voices: SoundCatalogue) -> schemas.SoundHeard:
    """Build a sound; its voice can be played if the site in force says the same."""
    is_audible = bool(heard.text) and voices.text_of(heard.key) == heard.text
    return schemas.SoundHeard(**msgspec.structs.asdict(heard), audible=is_audible)


def _present_fact(context: ApiContext, site: Site, written: WrittenFact, names: dict[str, str]) -> schemas.FactWritten:
    envelope = written.envelope
    fields: dict[str, Any] = msgspec.to_builtins(envelope.fact)
    fact = with_names(envelope.fact, names)
    return schemas.FactWritten(
        at_s=written.at_s,
        name=written.name,
        actor=envelope.actor,
        sentence=context.handlers.sentence(fact, site, envelope.at),
        fact=fields,
    )


def _present_state(site: Site, arrived_at: datetime, transcript: Transcript) -> schemas.SimulationState:
    state = transcript.state
    return schemas.SimulationState(
        elapsed_s=state.elapsed_s,
        at=arrived_at + timedelta(seconds=state.elapsed_s),
        stage=state.stage,
        meets=state.meets,
        menu=state.menu,
        step=state.step,
        choices=[schemas.KeyChosen(menu=menu, key=key) for menu, key in state.choices],
        place=_present_place(site, state.queue),
        last_queue=state.last_queue,
        playing=list(state.playing),
        interruptible=state.interruptible,
        answered_at_s=state.answered_at_s,
        waited_s=state.waited_s,
        outcome=state.outcome,
        outcome_name=OUTCOME_LABELS[state.outcome] if state.outcome else "",
        connected_to=state.connected_to,
        music=transcript.music,
    )


def _present_place(site: Site, place: QueuePlace | None) -> schemas.QueuePosition | None:
    if place is None:
        return None
    return schemas.QueuePosition(
        queue=place.queue,
        queue_name=site.queues[place.queue].name,
        position=place.position,
        estimate_s=place.estimate_s,
    )


def _present_forecast(transcript: Transcript, wait: Transcript | None) -> schemas.Forecast | None:
    if wait is None:
        return None
    return schemas.Forecast(
        answered_in_s=seconds_after(transcript, wait),
        searched_s=wait.state.elapsed_s - transcript.state.elapsed_s,
        meets=wait.state.meets,
        outcome=wait.state.outcome,
    )


def present_site(context: ApiContext, site: Site) -> schemas.SimulatorSite:
    """Build what the simulator's screen needs of a version."""
    now, texts = context.now(), SoundCatalogue(site)
    messages = site.contingency.messages.values() if site.contingency else ()
    return schemas.SimulatorSite(
        site_version=site.version,
        today=local_date(now),
        now=f"{now.astimezone(COLOMBIA):%H:%M}",
        lines=[schemas.SimulatorLine(id=each.id, name=each.name, menu=each.menu) for each in site.lines.values()],
        menus=[_present_menu(each, texts) for each in site.menus.values()],
        steps=[present_step(site, each) for each in site.steps.values()],
        lookups=[present_lookup(each) for each in site.steps.values() if needs_answer(each)],
        queues=[
            schemas.SimulatorQueue(
                id=each.id, name=each.name, full_from=each.overflow.full.most + 1 if each.overflow.full else None
            )
            for each in site.queues.values()
        ],
        messages=[schemas.SimulatorMessage(id=each.id, name=each.name, modes=list(each.modes)) for each in messages],
    )


def _present_menu(menu: Menu, texts: SoundCatalogue) -> schemas.SimulatorMenu:
    return schemas.SimulatorMenu(
        id=menu.id,
        text=texts.text_of(menu.prompt),
        options=[present_option(key, each) for key, each in menu.options.items()],
        fallback_queue=menu.fallback_queue,
    )


def present_tries(site: Site, results: tuple[TryResult, ...]) -> schemas.TryOutcomes:
    """Build the response of the saved tries of a version."""
    return schemas.TryOutcomes(
        site_version=site.version,
        passed=sum(each.passed for each in results),
        tries=[
            schemas.TryOutcome(
                id=each.id,
                name=each.name,
                passed=each.passed,
                faults=list(each.faults),
                call=_form_of(site.tries[each.id].call),
            )
            for each in results
        ],
    )


def _form_of(scenario: Scenario) -> schemas.SimulationForm:
    fields = msgspec.to_builtins(scenario)
    return schemas.SimulationForm(**fields | {"at": f"{scenario.at:%H:%M}"})
