"""Evaluation forms (M5-1-05, A21: F177) as data: sections, criteria, weights, scoring convention. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, Literal, get_args

import msgspec

from config.schema.decimals import exact
from config.schema.fields import Id, Name
from config.schema.reader import NodePath, Reader
from config.site.quality.form_versions import FormVersion, Help, check_starts, in_force
from config.site.quality.score_rules import GroupedCriterion, Percent, ScoringRules, check_scoring
from config.site.quality.vocabulary import Family, QualityChannel

Evidence = Literal["audio", "call_story", "lookups", "typology", "ticket", "answer", "mail"]
_WHOLE: Final = 100
_OF_CALLS_ONLY: Final[frozenset[Evidence]] = frozenset({"audio", "call_story"})


class FormCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion, which the evaluator answers with meets, fails or, where allowed, not applicable.

    Attributes:
        criterion: its id within the form.
        help: how it is judged, for evaluators and advisors.
        weight: percent of the form; all weights of a form sum to 100.
        family: kind of error that a failure is.
        critical: whether a failure decides the result by itself: it gives zero, or fails the family.
        evidence: what can prove the answer.
        not_applicable: whether an evaluator may answer that it does not apply.
        group: of the convention ``groups``: the group whose mark it counts in.
        weight_group: of the convention ``groups``: criteria with the same one lose all their weights with one failure.
    """

    criterion: Id
    name: Name
    help: Help
    weight: Percent
    family: Family
    critical: bool = False
    evidence: tuple[Evidence, ...]
    not_applicable: bool = False
    group: Id | None = None
    weight_group: Id | None = None


class FormSection(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a form, in the order of the evaluation; ``section`` is its id within the form."""

    section: Id
    name: Name
    criteria: tuple[FormCriterion, ...]


class QualityForm(FormVersion, frozen=True, kw_only=True):
    """One version of the form of a channel."""

    channel: QualityChannel
    scoring: ScoringRules
    sections: tuple[FormSection, ...]

    @property
    def criteria(self) -> tuple[FormCriterion, ...]:
        """All criteria in their order."""
        return tuple(each for section in self.sections for each in section.criteria)


def form_on(forms: Mapping[str, QualityForm], channel: QualityChannel, day: date) -> QualityForm | None:
    """Return the form of a channel that is in force on a local day; None before its first."""
    return in_force((each for each in forms.values() if each.channel == channel), day)


def check_forms(forms: Mapping[str, QualityForm], reader: Reader) -> None:
    """Check each form, and that a channel has one form at a time."""
    if not forms:
        reader.complain(("quality", "forms"), "no hay ningún formulario; agregue uno o borre esta parte del sitio")
    for channel in get_args(QualityChannel):
        check_starts((each for each in forms.values() if each.channel == channel), ("quality", "forms"), reader)
    for form in forms.values():
        path = ("quality", "forms", form.id)
        _check_sections(form, path, reader)
        _check_criteria(form, path, reader)
        check_scoring(form.scoring, _grouped_criteria(form, path), (*path, "scoring"), reader)


def _paths(form: QualityForm, path: NodePath) -> Iterator[tuple[NodePath, FormCriterion]]:
    """Yield each criterion with its path."""
    for section_index, section in enumerate(form.sections):
        for index, each in enumerate(section.criteria):
            yield (*path, "sections", str(section_index), "criteria", str(index)), each


def _grouped_criteria(form: QualityForm, path: NodePath) -> Iterator[GroupedCriterion]:
    for criterion_path, each in _paths(form, path):
        yield GroupedCriterion(criterion_path, each.group, each.weight_group)


def _check_sections(form: QualityForm, path: NodePath, reader: Reader) -> None:
    if not form.sections:
        reader.complain((*path, "sections"), "el formulario no tiene secciones; agregue al menos una")
    paths = [((*path, "sections", str(index)), section) for index, section in enumerate(form.sections)]
    reader.complain_repeated(((*section_path, "section"), section.section) for section_path, section in paths)
    for section_path, section in paths:
        if not section.criteria:
            reader.complain((*section_path, "criteria"), "la sección no tiene criterios; agregue al menos uno")


def _check_criteria(form: QualityForm, path: NodePath, reader: Reader) -> None:
    reader.complain_repeated(((*each_path, "criterion"), each.criterion) for each_path, each in _paths(form, path))
    for criterion_path, each in _paths(form, path):
        _check_criterion(each, form, criterion_path, reader)
        _check_evidence(each.evidence, form.channel, (*criterion_path, "evidence"), reader)
    total = sum((exact(each.weight) for each in form.criteria), Fraction(0))
    if form.criteria and total != _WHOLE:
        reader.complain((*path, "sections"), f"los pesos suman {float(total):.9g} y deben sumar {_WHOLE}; revíselos")
    if form.scoring.convention == "zeroing" and not any(each.critical for each in form.criteria):
        text = "ningún criterio es crítico, y la convención «zeroing» no cambiaría nada; marque uno con «critical»"
        reader.complain((*path, "scoring", "convention"), text)


def _check_criterion(each: FormCriterion, form: QualityForm, path: NodePath, reader: Reader) -> None:
    if each.critical and each.family == "noncritical":
        text = "un criterio de la familia «noncritical» no puede ser crítico; quite «critical» o cambie la familia"
        reader.complain((*path, "critical"), text)
    if form.scoring.convention == "family" and not each.critical and each.family != "noncritical":
        text = f"fallar este criterio falla la familia «{each.family}»; ponga «critical: true» o use «noncritical»"
        reader.complain((*path, "family"), text)
    if not each.weight and (not each.critical or form.scoring.convention == "groups"):
        text = "solo un criterio crítico puede pesar 0, y nunca en la convención «groups»; póngale un peso"
        reader.complain((*path, "weight"), text)


def _check_evidence(names: tuple[Evidence, ...], channel: QualityChannel, path: NodePath, reader: Reader) -> None:
    if not names:
        reader.complain(path, "nombre al menos una prueba del criterio")
    reader.complain_repeated(((*path, str(index)), name) for index, name in enumerate(names))
    for index, name in enumerate(names):
        if channel != "phone" and name in _OF_CALLS_ONLY:
            reader.complain((*path, str(index)), f"«{name}» solo existe en el canal «phone»; use otra prueba")
