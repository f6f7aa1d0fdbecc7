"""Facts of signed evaluations, for the tests of the indicator of quality."""

from typing import Any

from eventlog.facts import EvaluationCorrected, EvaluationSigned, SampleItemReplaced

FAMILY_RESULTS = {"user": "passed", "business": "passed", "compliance": "", "noncritical": "passed"}


def signed(number: int, **changes: Any) -> EvaluationSigned:
    """Return a signed evaluation of a random sample: everything applicable passes, the score is 100."""
    fields: dict[str, Any] = {
        "evaluation": f"2026-{number:04}",
        "kind": "random",
        "channel": "phone",
        "item": f"c{number}",
        "seat": "first",
        "line": "bogota",
        "advisor": "ana",
        "worked_on": "2026-11-18",
        "week": "2026-W47",
        "tenure": "experienced",
        "form": "telefono_1",
        "form_version": "v",
        "criteria": 15,
        "score": "100",
        "missing": "",
        **FAMILY_RESULTS,
    }
    return EvaluationSigned(**fields | changes)


def corrected(number: int, round_: int = 2, **changes: Any) -> EvaluationCorrected:
    """Return a later round of an evaluation."""
    fields: dict[str, Any] = {
        "evaluation": f"2026-{number:04}",
        "round": round_,
        "cause": "evaluator",
        "criteria": 15,
        "score": "100",
        **FAMILY_RESULTS,
    }
    return EvaluationCorrected(**fields | changes)


def replaced() -> SampleItemReplaced:
    """Return the replacement of a drawn call."""
    return SampleItemReplaced(
        week="2026-W47", channel="phone", item="c1", replacement="c2", position=9, reason="sin_audio"
    )
