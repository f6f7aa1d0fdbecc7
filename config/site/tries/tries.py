"""Tries of a site: scenarios with expectations, and their checks. Pure.

Owns the shape of ``tries.yaml``. It must not run a try; `calls.simulation.tries` does.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import FACT_PATTERN, SOUND_PATTERN, Id, Name
from config.schema.reader import NodePath, Reader
from config.site.calls.contingency import ContingencyRules
from config.site.calls.menu_steps.draft import MenuDraft
from config.site.tries.answers import find_answer_fault
from config.site.tries.scenario import MAX_ADVISORS, MAX_INPUTS, Scenario, Staffing

Sound = Annotated[str, Meta(pattern=SOUND_PATTERN)]
FactName = Annotated[str, Meta(pattern=FACT_PATTERN)]
MAX_WAITING = 500
"""Calls that wait in all queues of a try; more would make it slow and show nothing new."""


class Expectations(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions at the end of the inputs; None and empty say nothing.

    Attributes:
        hears, facts: in this order, perhaps with others between them.
        menu, queue: the last ones.
        answered_within_s: after the call entered its first queue.
    """

    hears: tuple[Sound, ...] = ()
    never_hears: tuple[Sound, ...] = ()
    menu: Id | None = None
    queue: Id | None = None
    answered_within_s: Annotated[int, Meta(ge=0, le=7200)] | None = None
    outcome: Id | None = None
    facts: tuple[FactName, ...] = ()


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """A saved try; ``name`` is a sentence for people."""

    id: Id
    name: Name
    call: Scenario
    expect: Expectations


def check_tries(
    tries: Mapping[str, Try],
    contingency: ContingencyRules | None,
    ids: Mapping[str, frozenset[str]],
    menus: MenuDraft | None,
    reader: Reader,
) -> None:
    """Check that each try refers to existing lines, queues, menus and prompts, and that it expects something.

    `ids` are the names in each section of the site, readable or not; ``menus`` is None if a step is unreadable.
    """
    for each in tries.values():
        path: NodePath = ("tries", each.id)
        if each.call.line not in ids["lines"]:
            reader.complain_unknown((*path, "call", "line"), each.call.line, "lines", ids["lines"])
        messages = contingency.messages if contingency else {}
        if messages and each.call.contingency is not None and each.call.contingency not in messages:
            reader.complain_unknown((*path, "call", "contingency"), each.call.contingency, "contingency", messages)
        _check_inputs(each.call, (*path, "call", "inputs"), reader)
        if menus is not None:
            _check_answers(each.call, (*path, "call", "lookups"), menus, reader)
        _check_floor(each.call.floor, (*path, "call", "floor"), ids, reader)
        _check_expectations(each.expect, (*path, "expect"), ids, reader)


def _check_inputs(call: Scenario, path: NodePath, reader: Reader) -> None:
    if len(call.inputs) > MAX_INPUTS:
        reader.complain(path, f"hay más de {MAX_INPUTS} pasos; divida la prueba en varias")
    for index, each in enumerate(call.inputs):
        if each.count != 1:
            reader.complain((*path, str(index)), "cada paso es una sola cosa: deje «press», «wait_s» o «do»")


def _check_answers(call: Scenario, path: NodePath, menus: MenuDraft, reader: Reader) -> None:
    for id_, answers in call.lookups.items():
        if (fault := find_answer_fault(id_, answers, menus.steps, menus.shape_of(id_))) is not None:
            reader.complain((*path, id_), fault)


def _check_floor(floor: Staffing, path: NodePath, ids: Mapping[str, frozenset[str]], reader: Reader) -> None:
    queues = ids["queues"]
    for index, shift in enumerate(floor.shifts):
        shift_path = (*path, "shifts", str(index))
        if not shift.queues:
            reader.complain((*shift_path, "queues"), "no atienden ninguna cola; agregue al menos una")
        for queue in shift.queues:
            if queue not in queues:
                reader.complain_unknown((*shift_path, "queues"), queue, "queues", queues)
        if shift.busy > shift.advisors:
            reader.complain((*shift_path, "busy"), "no puede haber más asesores ocupados que asesores")
    if sum(shift.advisors for shift in floor.shifts) > MAX_ADVISORS:
        reader.complain((*path, "shifts"), f"son más de {MAX_ADVISORS} asesores; deje menos")
    for queue in floor.waiting:
        if queue not in queues:
            reader.complain_unknown((*path, "waiting", queue), queue, "queues", queues)
    if sum(floor.waiting.values()) > MAX_WAITING:
        reader.complain((*path, "waiting"), f"esperan más de {MAX_WAITING} llamadas; deje menos")


def _check_expectations(
    expect: Expectations, path: NodePath, ids: Mapping[str, frozenset[str]], reader: Reader
) -> None:
    if expect == Expectations():
        reader.complain(
            path, "la prueba no espera nada; diga al menos qué se oye («hears») o a qué cola llega («queue»)"
        )
    for field, names in (("hears", expect.hears), ("never_hears", expect.never_hears)):
        for index, name in enumerate(names):
            if "." not in name and name not in ids["prompts"]:  # phrases have a point: «turno.3»
                reader.complain_unknown((*path, field, str(index)), name, "prompts", ids["prompts"])
    for field, value, section in (("menu", expect.menu, "menus"), ("queue", expect.queue, "queues")):
        if value is not None and value not in ids[section]:
            reader.complain_unknown((*path, field), value, section, ids[section])
