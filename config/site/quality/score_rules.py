"""How a form's answers become a score, as the site says; `metrics` computes it. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Name
from config.schema.reader import NodePath, Reader, suggest_name
from config.site.quality.vocabulary import Convention

Percent = Annotated[float, Meta(ge=0, le=100)]
_OWN_SETTINGS: dict[str, Convention] = {"zeroes": "zeroing", "groups": "groups", "empty_group": "groups"}
"""The convention that each setting belongs to."""


class MarkGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Criteria with a mark of their own; ``minimum`` is the least accepted mark, percent of the group's weight."""

    id: Id
    name: Name
    minimum: Percent


class ScoringRules(msgspec.Struct, frozen=True, kw_only=True):
    """The convention of a form; ``zeroing``, ``family`` and ``groups`` have the names of `metrics`.

    Attributes:
        convention: ``zeroing``: a critical failure gives zero; ``family``: a critical failure fails its family, and
            the non-critical family has a score; ``groups``: each group has a mark and a minimum, and the score is
            their sum.
        zeroes: of ``zeroing``: whether a critical failure gives zero for the whole form or for its section.
        groups: of ``groups``: each criterion belongs to one.
        empty_group: of ``groups``: whether a group without applicable criteria counts as met or is left out.
    """

    convention: Convention
    zeroes: Literal["form", "section"] = "form"
    groups: dict[Id, MarkGroup] = {}
    empty_group: Literal["met", "left_out"] = "left_out"


class GroupedCriterion(msgspec.Struct, frozen=True):
    """Path and groups of one criterion, None where it has none."""

    path: NodePath
    group: str | None
    weight_group: str | None


def check_scoring(rules: ScoringRules, criteria: Iterable[GroupedCriterion], path: NodePath, reader: Reader) -> None:
    """Check that a form has only the settings of its convention, and that its groups and its criteria fit."""
    for name, convention in _OWN_SETTINGS.items():
        if (*path, name) in reader.places and rules.convention != convention:
            text = f"«{name}» es de la convención «{convention}», y esta es «{rules.convention}»; quítelo"
            reader.complain((*path, name), text)
    criteria = tuple(criteria)
    if rules.convention == "groups":
        _check_groups(rules, criteria, path, reader)
        _check_weight_groups(criteria, reader)
        return
    for each in criteria:
        for field in ("group", "weight_group"):
            if getattr(each, field) is not None:
                text = f"la convención «{rules.convention}» no usa «{field}»; quítelo"
                reader.complain((*each.path, field), text)


def _check_groups(rules: ScoringRules, criteria: tuple[GroupedCriterion, ...], path: NodePath, reader: Reader) -> None:
    if not rules.groups:
        reader.complain(path, "la convención «groups» necesita grupos; agréguelos en «groups»")
        return
    for each in criteria:
        if each.group is None:
            reader.complain(each.path, "falta «group», el grupo al que pertenece el criterio")
        elif each.group not in rules.groups:
            text = f"«{each.group}» no está en «groups»; {suggest_name(each.group, rules.groups)}"
            reader.complain((*each.path, "group"), text)
    for name in rules.groups.keys() - {each.group for each in criteria}:
        reader.complain((*path, "groups", name), f"el grupo «{name}» no tiene criterios; quítelo o agréguele uno")


def _check_weight_groups(criteria: tuple[GroupedCriterion, ...], reader: Reader) -> None:
    sizes = Counter(each.weight_group for each in criteria)
    groups: dict[str, str | None] = {}
    for each in criteria:
        if each.weight_group is None:
            continue
        path = (*each.path, "weight_group")
        if sizes[each.weight_group] == 1:
            text = f"el grupo de peso «{each.weight_group}» tiene un solo criterio; agregue otro o quítelo"
            reader.complain(path, text)
        if groups.setdefault(each.weight_group, each.group) != each.group:
            text = f"los criterios del grupo de peso «{each.weight_group}» son de varios grupos; use uno por grupo"
            reader.complain(path, text)
