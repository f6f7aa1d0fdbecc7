"""The whole past of quality: its parts in their order, and the calls with a recording."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from atencion.demo.quality.calibration_history import CalibrationHistory
from atencion.demo.quality.coaching_history import CoachingHistory
from atencion.demo.quality.evaluation_history import EvaluationHistory
from atencion.demo.quality.finding_history import FindingHistory
from atencion.demo.quality.history_part import HistoryPart
from atencion.demo.quality.recorded_calls import RecordedCalls
from atencion.demo.quality.sample_history import SampleHistory
from config.site.model import Site
from config.site.quality.sampling import week_closes_at
from config.site.samples import SampleDialogue
from config.timezone import COLOMBIA
from metrics.quality.samples.week import Week, week_of

_MARGIN: Final = timedelta(minutes=1)
"""Time between the last fact of the past and the first one of the system."""
_DRAW_MARGIN: Final = timedelta(hours=2)
"""Time after the close of a week in which its sample is drawn."""


class QualityHistory:
    """The parts of the past of quality.

    A further noun is one more part at the end of ``parts``: it sees the facts of those before it, and may read their
    attributes.

    Attributes:
        recorded: the recorded calls.
        parts: in the order in which their facts and rows are made.
    """

    def __init__(self, site: Site, now: datetime, dialogues: Sequence[SampleDialogue] = (), *, seed: int = 1) -> None:
        today = now.astimezone(COLOMBIA).date()
        self.recorded = RecordedCalls(dialogues, recorded_week(site, now), seed=seed)
        self.samples = SampleHistory(site, now - _MARGIN, seed=seed)
        self.evaluations = EvaluationHistory(site, self.samples, today, recorded=self.recorded.calls, seed=seed)
        self.coaching = CoachingHistory(site, self.evaluations, today, seed=seed)
        self.calibrations = CalibrationHistory(
            site, self.samples, self.evaluations, today, recorded=self.recorded.calls
        )
        self.findings = FindingHistory(site, self.evaluations, today)
        self.parts: tuple[HistoryPart, ...] = (
            *(self.samples, self.evaluations),
            *(self.coaching, self.calibrations, self.findings),
        )


def recorded_week(site: Site, now: datetime) -> Week | None:
    """Return the last week whose sample is drawn by now; None without recordings or samples."""
    if site.quality is None or site.recordings is None:
        return None
    week = week_of(now).following(-1)
    while week_closes_at(site.quality.sampling.close, week.first_day) + _DRAW_MARGIN > now:
        week = week.following(-1)
    return week
