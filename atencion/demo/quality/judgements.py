"""How the evaluators of the demo's past judge: answers by advisor and criterion, and invented comments."""

import random
from collections.abc import Mapping
from typing import Final

from agent_api.quality.evaluations.domain.content import Answers, EvaluationTexts, EvidenceNote
from config.site.quality.forms import FormCriterion, QualityForm
from eventlog.facts.quality.evaluation import EvaluationAnswer

_FAILURES: Final[Mapping[str, float]] = {"asesor1": 0.03, "asesor2": 0.07, "asesor3": 0.12, "escrita1": 0.05}
_OTHER_FAILURES: Final = 0.06  # of an advisor who is not named above
_CRITICAL_FACTOR: Final = 0.25  # critical errors are rarer
_NOT_APPLICABLE: Final = 0.3
_DISAGREEMENT: Final = 0.04  # share of criteria that a second evaluator judges differently
_PRAISE: Final = ("Buena atención, clara y amable.", "Cumple el protocolo.", "Escucha y resuelve. Siga así.")


def judge(chance: random.Random, form: QualityForm, advisor: str) -> dict[str, EvaluationAnswer]:
    """Return an answer to each criterion."""
    failures = _FAILURES.get(advisor, _OTHER_FAILURES)
    return {each.criterion: _answer(chance, each, failures) for each in form.criteria}


def judge_again(chance: random.Random, form: QualityForm, answers: Answers) -> dict[str, EvaluationAnswer]:
    """Return the answers of a second evaluator, of which few differ."""
    return {
        each.criterion: _other(answers[each.criterion]) if chance.random() < _DISAGREEMENT else answers[each.criterion]
        for each in form.criteria
    }


def failed_criteria(form: QualityForm, answers: Answers) -> list[FormCriterion]:
    """Return the criteria that were not met."""
    return [each for each in form.criteria if answers.get(each.criterion) == "fails"]


def comment_on(chance: random.Random, form: QualityForm, answers: Answers) -> EvaluationTexts:
    """Return the texts of an evaluation: a note for each failure, and a comment."""
    failed = failed_criteria(form, answers)
    notes = tuple(EvidenceNote(text=f"No se cumplió. {each.help}", criterion=each.criterion) for each in failed)
    comment = f"Por mejorar: {failed[0].name.lower()}." if failed else chance.choice(_PRAISE)
    return EvaluationTexts(comment=comment, notes=notes)


def _answer(chance: random.Random, criterion: FormCriterion, failures: float) -> EvaluationAnswer:
    if criterion.not_applicable and chance.random() < _NOT_APPLICABLE:
        return "not_applicable"
    return "fails" if chance.random() < failures * (_CRITICAL_FACTOR if criterion.critical else 1) else "meets"


def _other(answer: EvaluationAnswer) -> EvaluationAnswer:
    return "meets" if answer == "fails" else "fails"
