"""Checks of each step by itself: one kind, one target for each way, and known names. Pure."""

from collections.abc import Collection, Mapping

from config.errors import SectionReference
from config.schema.reader import NodePath, Reader, suggest_name
from config.site.calls.menu_steps.draft import MenuDraft
from config.site.calls.menu_steps.lookup_shapes import MAIL_LOOKUP, TEXT_LOOKUP, LookupShape, known_lookups
from config.site.calls.menu_steps.steps import (
    Branching,
    ChosenOption,
    DigitEntry,
    MenuLookup,
    MenuStep,
    SpokenAnswer,
    edges_of,
    has_values,
)

_CONDITIONS = ("hours", "line", "waiting", "large_client", "choice", "result")
Ids = Mapping[str, Collection[str]]
"""The ids of each section, readable or not."""


def check_steps(draft: MenuDraft, reader: Reader) -> None:
    """Complain about every step that cannot work; `config.site.calls.menu_steps.paths` checks the ways between them."""
    for step in draft.steps.values():
        path: NodePath = ("steps", step.id)
        if sum(each is not None for each in (step.collect, step.branch, step.lookup, step.say)) != 1:
            reader.complain(path, "el paso hace una sola cosa: deje «collect», «branch», «lookup» o «say»")
        if step.id in draft.menus:
            reader.complain(path, "ya hay un menú con este nombre; use otro")
        _check_targets(step, draft.ids, reader)
        if step.collect is not None:
            _check_entry(step.collect, (*path, "collect"), draft.ids, reader)
        if step.branch is not None:
            _check_branch(step.branch, draft, (*path, "branch"), reader)
        if step.lookup is not None:
            _check_lookup(step, draft, (*path, "lookup"), reader)
        if step.say is not None:
            _check_answer(step.say, draft, (*path, "say"), reader)


def _check_targets(step: MenuStep, ids: Ids, reader: Reader) -> None:
    for edge in edges_of(step):
        path, target = ("steps", step.id, *edge.path), edge.target
        named = {"menu": target.menu, "step": target.step, "queue": target.queue, "information": target.information}
        if sum(each is not None for each in named.values()) + target.goodbye != 1:
            text = "se debe ir a una sola parte: deje «menu», «step», «queue», «information» o «goodbye»"
            reader.complain(path, text)
        sections = {"menu": "menus", "step": "steps", "queue": "queues", "information": "prompts"}
        for field, value in named.items():
            if value is not None:
                _check_id(value, sections[field], (*path, field), ids, reader)


def _check_id(value: str, section: str, path: NodePath, ids: Ids, reader: Reader) -> None:
    if value not in ids[section]:
        reader.complain_unknown(path, value, section, ids[section])


def _check_entry(entry: DigitEntry, path: NodePath, ids: Ids, reader: Reader) -> None:
    for field in ("prompt", "silence_prompt", "invalid_prompt"):
        _check_id(getattr(entry, field), "prompts", (*path, field), ids, reader)
    if entry.check == "digits" and entry.least > entry.most:
        reader.complain((*path, "least"), f"pide al menos {entry.least} cifras y a lo sumo {entry.most}; corrija una")


def _check_branch(branch: Branching, draft: MenuDraft, path: NodePath, reader: Reader) -> None:
    if not branch.cases:
        reader.complain(path, "la lista está vacía; agregue al menos un caso")
    for index, case in enumerate(branch.cases):
        here = (*path, "cases", str(index))
        if not case.days and all(getattr(case, each) is None for each in _CONDITIONS):
            reader.complain(here, "el caso no tiene ninguna condición; agregue una o use «otherwise»")
        if case.hours is not None:
            _check_id(case.hours, "calendars", (*here, "hours"), draft.ids, reader)
        if case.line is not None:
            _check_id(case.line, "lines", (*here, "line"), draft.ids, reader)
        if case.waiting is not None:
            _check_id(case.waiting.queue, "queues", (*here, "waiting", "queue"), draft.ids, reader)
        if case.choice is not None:
            _check_choice(case.choice, draft, (*here, "choice"), reader)
        if case.result is not None:
            _check_outcome(case.result.step, case.result.outcome, draft.steps, (*here, "result"), reader)


def _check_choice(choice: ChosenOption, draft: MenuDraft, path: NodePath, reader: Reader) -> None:
    _check_id(choice.menu, "menus", (*path, "menu"), draft.ids, reader)
    menu = draft.menus.get(choice.menu)
    if menu is not None and choice.key not in menu.options:
        text = f"el menú no tiene la tecla «{choice.key}»; {suggest_name(choice.key, menu.options)}"
        reader.complain((*path, "key"), text)


def _check_outcome(name: str, outcome: str, steps: Mapping[str, MenuStep], path: NodePath, reader: Reader) -> None:
    lookup = _lookup_of(name, steps, (*path, "step"), reader)
    if lookup is not None and outcome not in lookup.outcomes:
        text = f"«{outcome}» no es un resultado de «{name}»; {suggest_name(outcome, lookup.outcomes)}"
        reader.complain((*path, "outcome"), text)


def _lookup_of(name: str, steps: Mapping[str, MenuStep], path: NodePath, reader: Reader) -> MenuLookup | None:
    """Return the look-up of a step, and complain if it makes none; None also for an unreadable step."""
    consulting = [each.id for each in steps.values() if each.lookup is not None]
    if name not in consulting:
        reader.complain(path, f"«{name}» no es un paso que consulte; {suggest_name(name, consulting)}")
        return None
    return steps[name].lookup


def _check_lookup(step: MenuStep, draft: MenuDraft, path: NodePath, reader: Reader) -> None:
    lookup, names = step.lookup, known_lookups(draft.lookups)
    assert lookup is not None, "the step looks nothing up"
    _check_id(lookup.wait_prompt, "prompts", (*path, "wait_prompt"), draft.ids, reader)
    if lookup.name not in names:
        reader.complain((*path, "name"), f"no hay ninguna consulta «{lookup.name}»; {suggest_name(lookup.name, names)}")
    if draft.lookups is not None and lookup.name in draft.lookups.lookups and draft.machine is None:
        words, rest = "dice datos de un cliente: falta «machine» en ", ", que dice qué debe coincidir antes"
        reader.complain((*path, "name"), SectionReference(words, "identity", rest))
    if lookup.name == MAIL_LOOKUP and not draft.has_mail:
        text = SectionReference("envía un correo: falta ", "mail", ", que dice cómo escribe la entidad")
        reader.complain((*path, "name"), text)
    if lookup.name == TEXT_LOOKUP and not draft.has_text_messages:
        text = SectionReference("envía un mensaje de texto: falta ", "text_messages", ", que dice con qué servicio")
        reader.complain((*path, "name"), text)
    shape = draft.shape_of(step.id)
    if shape is not None:
        _check_shape(lookup, shape, path, reader)
    for datum, source in lookup.inputs.items():
        _check_input(datum, source, shape, draft, (*path, "inputs", datum), reader=reader)


def _check_input(
    datum: str, source: str, shape: LookupShape | None, draft: MenuDraft, path: NodePath, *, reader: Reader
) -> None:
    step = draft.steps.get(source)
    if step is None or step.collect is None:
        collecting = [each.id for each in draft.steps.values() if each.collect is not None]
        reader.complain(path, f"«{source}» no es un paso que pida cifras; {suggest_name(source, collecting)}")
    elif shape is not None and datum in shape.inputs and step.collect.check != shape.inputs[datum]:
        text = f"«{source}» pide «{step.collect.check}»; este dato necesita «{shape.inputs[datum]}»"
        reader.complain(path, text)


def _check_shape(lookup: MenuLookup, shape: LookupShape, path: NodePath, reader: Reader) -> None:
    """Check that a look-up gets each datum, and that each of its outcomes leads on."""
    for what, needed, written in (
        ("inputs", shape.inputs, lookup.inputs),
        ("outcomes", shape.outcomes, lookup.outcomes),
    ):
        for name in sorted(set(needed) - set(written)):
            reader.complain((*path, what), f"falta «{name}» en «{what}»; agréguelo")
        for name in sorted(set(written) - set(needed)):
            text = f"«{name}» no es de la consulta «{lookup.name}»; {suggest_name(name, needed)}"
            reader.complain((*path, what, name), text)


def _check_answer(answer: SpokenAnswer, draft: MenuDraft, path: NodePath, reader: Reader) -> None:
    if answer.lookup is not None:
        _lookup_of(answer.lookup, draft.steps, (*path, "lookup"), reader)
    elif has_values(answer):
        reader.complain(path, "dice un dato: falta «lookup», el paso que lo consulta")
    if not answer.parts:
        reader.complain((*path, "parts"), "no dice nada; agregue al menos un mensaje")
    for index, part in enumerate(answer.parts):
        if not part.startswith("{"):
            _check_id(part, "prompts", (*path, "parts", str(index)), draft.ids, reader)
