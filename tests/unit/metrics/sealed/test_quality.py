"""A sealed month with evaluations: a changed score, sample or figure is named."""

from datetime import timedelta
from io import BytesIO

import msgspec
import pytest

from eventlog.facts import Envelope
from metrics.indicators.results import results_from_json, results_to_json
from metrics.sealed.figures import figures_of
from metrics.sealed.report import VerificationReport
from metrics.sealed.verifier import verify
from tests.support.facts.evaluations import corrected, signed
from tests.support.facts.synthetic_month import CAMPAIGN
from tests.support.sealed_month import with_changed_facts, with_changed_results
from tests.support.sealed_november import BEGINS, KEY, SealedNovember, closed_month


def november() -> SealedNovember:
    """Seal a November with 40 evaluations, of which two fail, and a correction of one of them."""
    facts = closed_month()
    evaluations = [signed(each, **({"user": "failed", "score": "0"} if each < 2 else {})) for each in range(40)]
    first, last = facts[0], facts[-1]
    epoch = last.id.partition("-")[0]
    log: list[Envelope] = []
    for fact in [*evaluations, corrected(0, score="250/3")]:
        at = BEGINS + timedelta(days=20, minutes=len(log))
        log.append(Envelope(id="", at=at, campaign=CAMPAIGN, call_id="", actor="user:c", site_version="s", fact=fact))
    merged = sorted([*facts[:-1], *log], key=lambda each: each.at)
    numbered = [
        msgspec.structs.replace(each, id=f"{epoch}-{number}")
        for number, each in enumerate([*merged, last], start=int(first.id.partition("-")[2]))
    ]
    return SealedNovember(numbered)


@pytest.fixture(scope="module")
def sealed() -> SealedNovember:
    """Seal the month once."""
    return november()


def report(file: bytes) -> VerificationReport:
    """Return the report of a file as `atencion verify` makes it."""
    return verify(BytesIO(file), recount=figures_of, key=KEY.public_key().public_bytes_raw())


def test_the_figures_of_quality_are_in_the_month(sealed: SealedNovember) -> None:
    """The file has each figure with its evaluations, and they follow from its facts."""
    assert report(sealed.file).sound
    figures = results_from_json(sealed.results).figures
    [month] = [
        each
        for each in figures
        if (each.indicator, each.kind, each.line) == ("precision_usuario_telefono", "month", "")
    ]
    assert (month.numerator, month.denominator) == (39, 40)
    assert isinstance(month.sample, msgspec.Struct)
    assert month.sample.evaluations == 40


def test_a_changed_score_is_named(sealed: SealedNovember) -> None:
    """The fact of the signature is named by its number and kind."""

    def change(lines: list[bytes]) -> list[bytes]:
        return [each.replace(b'"score":"250/3"', b'"score":"255/3"') for each in lines]

    sentences = [each.sentence for each in report(with_changed_facts(sealed.file, change, key=None)).findings]
    assert any("EvaluationCorrected" in each and "fue alterado" in each for each in sentences), sentences


def test_a_removed_evaluation_is_named(sealed: SealedNovember) -> None:
    """Without the failing evaluation the precision would be perfect; the gap in the numbers shows it."""

    def change(lines: list[bytes]) -> list[bytes]:
        return [each for each in lines if b'"evaluation":"2026-0001"' not in each]

    sentences = [each.sentence for each in report(with_changed_facts(sealed.file, change, key=KEY)).findings]
    assert any(each.startswith("Falta el hecho") for each in sentences), sentences


@pytest.mark.parametrize(
    ("name", "value"), [("evaluations", 400), ("total", "40"), ("low", "99.00"), ("replaced", 3), ("weighted", True)]
)
def test_a_changed_sample_is_named(sealed: SealedNovember, name: str, value: object) -> None:
    """Each part of the evaluations behind a figure is compared with the facts."""
    results = results_from_json(sealed.results)
    figures = []
    for each in results.figures:
        if (
            each.kind == "month"
            and each.indicator == "precision_usuario_telefono"
            and isinstance(each.sample, msgspec.Struct)
        ):
            changed = msgspec.structs.replace(each.sample, **{name: value})
            figures.append(msgspec.structs.replace(each, sample=changed))
        else:
            figures.append(each)
    forged = results_to_json(msgspec.structs.replace(results, figures=tuple(figures)))
    [sentence, *_] = [each.sentence for each in report(with_changed_results(sealed.file, forged, key=KEY)).findings]
    assert sentence.startswith("Indicador «precision_usuario_telefono», todas las líneas, noviembre de 2026: ")
    assert "el archivo dice" in sentence
