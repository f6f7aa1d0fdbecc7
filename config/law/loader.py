"""Loader of the law of terms in ``config/law/regimes.yaml``, which it checks as a whole. Pure.

Owns the rules across regimes: one length per rule, a note for each unverified value, and exactly one regime for each
day of receipt. It reports all errors at once, with file and line.
"""

from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from msgspec import inspect

from config.errors import Complaint, SiteInvalid
from config.law.regimes import Law, Regime, Rule
from config.schema.fields import Id
from config.schema.reader import NodePath as Place
from config.schema.reader import Reader, UnreadableValue
from config.schema.yaml_nodes import read_mapping

REGIMES_FILE = Path(__file__).with_name("regimes.yaml")
FIRST_YEAR = 1900
_SECTION = "regimes"
_DAY = timedelta(days=1)


class LawInvalid(SiteInvalid):
    """The data of the law cannot be used; the complaints say where and how to correct them."""

    code = "law_invalid"


@lru_cache(maxsize=1)
def load_law() -> Law:
    """Return the law that Atención ships, read once.

    Raises:
        LawInvalid: the file was edited and is inconsistent.
    """
    return read_law(REGIMES_FILE.read_bytes())


def read_law(content: bytes) -> Law:
    """Parse the YAML content of a file of regimes.

    Raises:
        LawInvalid: with every complaint, by line.
    """
    reader = Reader(first_year=FIRST_YEAR)
    node = read_mapping(f"{_SECTION}.yaml", content)
    if isinstance(node, Complaint):
        raise LawInvalid((node,))
    regimes: dict[str, Regime] = {}
    with suppress(UnreadableValue):  # the complaint is already recorded
        regimes = reader.read_value(node, inspect.type_info(dict[Id, Regime]), (_SECTION,))
    for regime in regimes.values():
        _check_regime(regime, reader)
    if not reader.complaints:
        _check_succession(tuple(regimes.values()), reader)
    if reader.complaints:
        raise LawInvalid(tuple(sorted(set(reader.complaints))))
    return Law(tuple(regimes.values()))


def _check_regime(regime: Regime, reader: Reader) -> None:
    path = (_SECTION, regime.id)
    if regime.ends is not None and regime.ends < regime.begins:
        reader.complain((*path, "ends"), f"termina antes de empezar el {regime.begins}; corrija una de las dos fechas")
    for kind, rule in regime.terms.items():
        _check_rule(rule, (*path, "terms", kind), reader)
        if rule.months is not None:
            reader.complain((*path, "terms", kind), "el término de respuesta va en días hábiles; use «days»")
        if rule.extension is not None:
            _check_rule(rule.extension, (*path, "terms", kind, "extension"), reader)
    for clock, other in regime.clocks.items():
        _check_rule(other, (*path, "clocks", clock), reader)


def _check_rule(rule: Rule, path: Place, reader: Reader) -> None:
    if (rule.days is None) == (rule.months is None):
        reader.complain(path, "debe durar días o meses; deje uno solo de «days» y «months»")
    if rule.standing == "unverified" and rule.note is None:
        reader.complain(path, "un valor sin verificar lleva una «note» que diga qué falta leer; agréguela")


def _check_succession(regimes: tuple[Regime, ...], reader: Reader) -> None:
    """Check that the regimes of each kind and clock follow one another without a gap or an overlap."""
    regimes_by_rule: dict[tuple[str, str], list[Regime]] = {}
    for regime in regimes:
        rules = [("terms", str(kind)) for kind in regime.terms] + [("clocks", str(each)) for each in regime.clocks]
        for each in rules:
            regimes_by_rule.setdefault(each, []).append(regime)
    for (field, name), governing in regimes_by_rule.items():
        for earlier, later in pairwise(sorted(governing, key=lambda each: each.begins)):
            expected = date.max if earlier.ends is None else earlier.ends + _DAY
            if later.begins != expected:
                text = f"«{name}» no empalma con el de «{earlier.id}»; debe empezar al día siguiente de que ese termina"
                reader.complain((_SECTION, later.id, field, name), text)
