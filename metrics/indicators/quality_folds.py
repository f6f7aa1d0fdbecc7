"""Folds of facts about evaluations of quality. Pure.

Only the first seat of a random sample counts: other kinds were chosen by a person, and a second seat repeats an item to
measure agreement. An evaluation counts in the interval in which it was signed, with its last round of the same local
month; a later round changes no figure, as a sealed month has no facts after it.
"""

from typing import Final

from config.site.quality.vocabulary import QualityChannel
from eventlog import facts
from eventlog.facts import Envelope
from eventlog.facts.quality.evaluation import EvaluationCorrected, EvaluationSigned, FamilyResult
from metrics.indicators.call_folds import Fold
from metrics.indicators.cells import REPLACED, STRATUM, Population
from metrics.indicators.ledger import Ledger, SignedEvaluation, month_of
from metrics.quality.form import FAMILIES

EVALUATED: Final[dict[QualityChannel, Population]] = {"phone": "evaluated_phone", "written": "evaluated_written"}
"""The population of the evaluations of each channel."""
MARK: Final = "mark"
_LETTERS: Final[dict[FamilyResult, str]] = {"": "-", "passed": "P", "failed": "F"}
_RESULTS: Final = {"P": "passed", "F": "failed"}


def _on_signed(ledger: Ledger, envelope: Envelope, fact: EvaluationSigned) -> None:
    if fact.kind != "random" or fact.seat != "first":
        return
    interval = ledger.interval(envelope.at)
    if not interval.is_in:
        return
    ledger.evaluations[fact.evaluation] = signed = SignedEvaluation(
        slot=interval.slot,
        channel=fact.channel,
        line=fact.line,
        advisor=fact.advisor,
        tenure="new" if fact.tenure == "new" else "counted",
        week=fact.week,
        stratum=fact.stratum,
        result=_result_of(fact),
    )
    _count(ledger, signed, 1)


def _on_corrected(ledger: Ledger, envelope: Envelope, fact: EvaluationCorrected) -> None:
    """Replace the result in the interval of the signature, if that is in this local month."""
    signed, interval = ledger.evaluations.get(fact.evaluation), ledger.interval(envelope.at)
    if signed is None or not interval.is_in or month_of(signed.slot) != month_of(interval.slot):
        return
    _count(ledger, signed, -1)
    signed.result = _result_of(fact)
    _count(ledger, signed, 1)


def _on_replaced(ledger: Ledger, envelope: Envelope, fact: facts.SampleItemReplaced) -> None:
    interval = ledger.interval(envelope.at)
    if interval.is_in:
        ledger.cell(interval.slot, "", "", EVALUATED[fact.channel]).kinds[REPLACED] += 1


def _result_of(fact: EvaluationSigned | EvaluationCorrected) -> str:
    """Return the result of each family as a letter, and the mark: ``PF-P250/3``."""
    return "".join(_LETTERS[getattr(fact, family)] for family in FAMILIES) + fact.score


def _count(ledger: Ledger, signed: SignedEvaluation, number: int) -> None:
    line = signed.line if signed.channel == "phone" else ""  # a ticket's channel is no line
    counted = ledger.cell(signed.slot, line, "", EVALUATED[signed.channel]).kinds
    detail = ledger.cell(signed.slot, "", "", "evaluated").kinds
    stratum = f"{signed.week}|{signed.line}|{signed.advisor}|{signed.stratum}"
    place = f"{signed.channel}|{stratum if signed.stratum else f'|{signed.line}|{signed.advisor}|0'}"
    for measure in _measures_of(signed.result):
        counted[f"{signed.tenure}|{measure}"] += number
        detail[f"{place}|{signed.tenure}|{measure}"] += number
        if signed.stratum:
            counted[f"{STRATUM}{stratum}|{signed.tenure}|{measure}"] += number


def _measures_of(result: str) -> list[str]:
    """Return the measures of one evaluation: ``user|passed`` for each family that applies, and ``mark|250/3``."""
    families = zip(FAMILIES, result, strict=False)
    measures = [f"{family}|{_RESULTS[letter]}" for family, letter in families if letter in _RESULTS]
    return [*measures, f"{MARK}|{result[len(FAMILIES) :]}"]


FOLDS: Final[dict[type, Fold]] = {
    EvaluationSigned: _on_signed,
    EvaluationCorrected: _on_corrected,
    facts.SampleItemReplaced: _on_replaced,
}
