"""Facts of calibration sessions: planned, opened, compared with the master, minuted (M5-1-05, A21). Pure.

``calibration`` is the number of the session. No fact contains an answer or a text: the answers are in
`EvaluationCriterionAnswered` of the evaluations that `CalibrationEvaluationCompared` names, so a reader computes each
comparison again.
"""

from typing import Literal

from eventlog.facts.base import Fact
from eventlog.facts.quality.sample import SampleChannel

CalibrationPart = Literal["evaluator", "master", "observer"]
"""The part that a person takes: they are compared, the others are compared with them, or they only read."""


class CalibrationPlanned(Fact, frozen=True, kw_only=True):
    """A session was planned; `CalibrationItemChosen` and `CalibrationPersonNamed` of it follow.

    Attributes:
        form: id of the form; ``form_version`` is the version of its content. The envelope has the site version.
        held_on: local date of the meeting, ISO 8601.
        items: number of items.
        people: number of people named, the master among them.
    """

    calibration: str
    channel: SampleChannel
    form: str
    form_version: str
    held_on: str
    items: int
    people: int


class CalibrationItemChosen(Fact, frozen=True, kw_only=True):
    """An item that all evaluate; ``week`` is that of the sample which has it, empty if it was chosen outside one."""

    calibration: str
    item: str
    week: str


class CalibrationPersonNamed(Fact, frozen=True, kw_only=True):
    """A person takes part; of a second ``master``, the last one counts."""

    calibration: str
    user: str
    part: CalibrationPart


class CalibrationCancelled(Fact, frozen=True, kw_only=True):
    """A session was given up before its results were opened."""

    calibration: str


class CalibrationOpened(Fact, frozen=True, kw_only=True):
    """The results were opened; ``absent`` is the number of evaluators who had not signed every item."""

    calibration: str
    absent: int


class CalibrationAbsence(Fact, frozen=True, kw_only=True):
    """An evaluator had not signed ``unsigned`` of the items when the results were opened."""

    calibration: str
    user: str
    unsigned: int


class CalibrationEvaluationCompared(Fact, frozen=True, kw_only=True):
    """A round of an evaluation counts in the results; a later round does not."""

    calibration: str
    evaluation: str
    round: int
    part: CalibrationPart


class CalibrationMinutesSigned(Fact, frozen=True, kw_only=True):
    """The minutes were signed; a version greater than 1 corrects the one before.

    Attributes:
        decisions: number of `CalibrationCriterionDecided` of this version.
        digest: SHA-256 of the content, hex.
    """

    calibration: str
    version: int
    decisions: int
    digest: str


class CalibrationCriterionDecided(Fact, frozen=True, kw_only=True):
    """The minutes decide how a criterion is judged; ``changes``: the form is to change."""

    calibration: str
    version: int
    criterion: str
    changes: bool


class CalibrationChangeTied(Fact, frozen=True, kw_only=True):
    """The form of the envelope's site version has the criterion changed, as minutes had asked for."""

    calibration: str
    criterion: str
    form: str
    form_version: str


CalibrationFact = (
    CalibrationPlanned
    | CalibrationItemChosen
    | CalibrationPersonNamed
    | CalibrationCancelled
    | CalibrationOpened
    | CalibrationAbsence
    | CalibrationEvaluationCompared
    | CalibrationMinutesSigned
    | CalibrationCriterionDecided
    | CalibrationChangeTied
)
