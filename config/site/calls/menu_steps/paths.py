"""Checks of every way through menus and steps: each is reached, ends, and knows what it uses. Pure.

Owns the graph of both. A way without a key must end, because only a caller who presses keys may go round in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from config.schema.reader import NodePath, Reader
from config.site.calls.menu_steps.draft import MenuDraft
from config.site.calls.menu_steps.steps import MenuStep, SpokenAnswer, StepTarget, edges_of
from config.site.calls.menus import Menu, Option

Node = tuple[str, str]
"""``menus`` or ``steps``, and an id."""
Known = frozenset[tuple[str, str]]
"""Things that a caller has certainly passed: a collection, a look-up, or a value as ``step.value``."""


class _Edge(NamedTuple):
    source: Node
    target: StepTarget
    by_key: bool = False
    gained: Known = frozenset()


def check_paths(draft: MenuDraft, first: set[str], reader: Reader) -> None:
    """Check menus and steps, all readable, as one graph from the lines' ``first`` menus."""
    edges = [*_menu_edges(draft.menus), *_step_edges(draft)]
    nodes: list[Node] = [*(("menus", each) for each in draft.menus), *(("steps", each) for each in draft.steps)]
    starts: set[Node] = {("menus", each) for each in first}
    reached = _reachable(starts, edges)
    for node in nodes:
        if node not in reached:
            noun = "este menú" if node[0] == "menus" else "este paso"
            reader.complain(node, f"ninguna línea ni opción lleva a {noun}; enlácelo desde otro o bórrelo")
        ahead_of_node = _reachable({node}, edges)
        ahead = [edge for edge in edges if edge.source in ahead_of_node]
        if any(edge.source == node for edge in ahead) and not any(_node_of(edge.target) is None for edge in ahead):
            text = "por sus opciones nunca se llega a una cola ni a una información; agregue una salida"
            reader.complain(node, text)
    _check_cycles(draft.steps, edges, reader)
    _check_known(draft, _known_at(nodes, starts, edges), reader)


def _menu_edges(menus: Mapping[str, Menu]) -> Iterator[_Edge]:
    for menu in menus.values():
        for option in menu.options.values():
            yield _Edge(("menus", menu.id), _target_of(option), by_key=True)


def _target_of(option: Option) -> StepTarget:
    return StepTarget(menu=option.menu, step=option.step, queue=option.queue, information=option.information)


def _step_edges(draft: MenuDraft) -> Iterator[_Edge]:
    for step in draft.steps.values():
        shape = draft.shape_of(step.id)
        for edge in edges_of(step):
            gained: set[tuple[str, str]] = set()
            if edge.outcome:
                gained.add(("passed", step.id))
                values = shape.outcomes.get(edge.outcome, {}) if shape else {}
                gained |= {("value", f"{step.id}.{value}") for value in values}
            yield _Edge(("steps", step.id), edge.target, edge.by_key, frozenset(gained))


def _node_of(target: StepTarget) -> Node | None:
    if target.menu is not None:
        return ("menus", target.menu)
    return ("steps", target.step) if target.step is not None else None


def _reachable(starts: Iterable[Node], edges: list[_Edge]) -> set[Node]:
    reached: set[Node] = set()
    ahead = list(starts)
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += [to for edge in edges if edge.source == node and (to := _node_of(edge.target)) is not None]
    return reached


def _check_cycles(steps: Mapping[str, MenuStep], edges: list[_Edge], reader: Reader) -> None:
    keyless = [edge for edge in edges if not edge.by_key]
    for step in steps:
        nexts = [to for edge in keyless if edge.source == ("steps", step) and (to := _node_of(edge.target)) is not None]
        if ("steps", step) in _reachable(nexts, keyless):
            text = "desde este paso se vuelve a él sin que nadie marque una tecla; cambie a dónde lleva"
            reader.complain(("steps", step), text)


def _known_at(nodes: Iterable[Node], starts: set[Node], edges: list[_Edge]) -> dict[Node, Known]:
    """Return what is known on every way to each node: the greatest fixed point of the intersection over its edges."""
    everything: Known = frozenset(each for edge in edges for each in edge.gained)
    known = {node: frozenset() if node in starts else everything for node in nodes}
    changed = True
    while changed:
        changed = False
        for edge in edges:
            to = _node_of(edge.target)
            if to is None or to not in known or edge.source not in known:
                continue
            narrowed = known[to] & (known[edge.source] | edge.gained)
            changed = changed or narrowed != known[to]
            known[to] = narrowed
    return known


def _check_known(draft: MenuDraft, known: Mapping[Node, Known], reader: Reader) -> None:
    """Check that a datum was collected and a value was looked up on every way to the step that uses it."""
    for step in draft.steps.values():
        here = known["steps", step.id]
        for datum, source in (step.lookup.inputs if step.lookup else {}).items():
            if ("passed", source) not in here:
                text = f"se puede llegar aquí sin haber pasado por «{source}», que pide este dato; corrija el camino"
                reader.complain(("steps", step.id, "lookup", "inputs", datum), text)
        if step.say is not None:
            _check_said(step.say, ("steps", step.id, "say"), here, draft, reader)


def _check_said(answer: SpokenAnswer, path: NodePath, known: Known, draft: MenuDraft, reader: Reader) -> None:
    if answer.lookup is None:
        return
    knows_values = draft.shape_of(answer.lookup) is not None
    for index, part in enumerate(answer.parts):
        value = part.strip("{}")
        if part.startswith("{") and knows_values and ("value", f"{answer.lookup}.{value}") not in known:
            text = f"se puede llegar aquí sin tener «{value}» de «{answer.lookup}»; dígalo solo donde se obtiene"
            reader.complain((*path, "parts", str(index)), text)
    if ("passed", answer.lookup) not in known:
        text = f"se puede llegar aquí sin haber consultado «{answer.lookup}»; corrija el camino"
        reader.complain((*path, "lookup"), text)
