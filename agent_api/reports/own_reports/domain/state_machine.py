"""The states of an own report: without a schedule, active, paused, stopped. Pure.

A report is stopped by the system alone: its owner lost the permission, or the site no longer has something of it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

OwnReportState = Literal["unscheduled", "active", "paused", "stopped"]
StopCause = Literal["owner", "definition"]
"""``owner``: who owns it may no longer see the figures; ``definition``: a figure, line or queue is gone."""
OwnReportStep = Literal["schedule", "unschedule", "pause", "resume", "stop"]
"""``schedule`` is a change that leaves a schedule, or a transfer; ``unschedule`` a change without one."""
STEPS: Final[Mapping[tuple[OwnReportState, OwnReportStep], OwnReportState]] = MappingProxyType(
    {
        ("unscheduled", "schedule"): "active",
        ("unscheduled", "unschedule"): "unscheduled",
        ("active", "schedule"): "active",
        ("active", "unschedule"): "unscheduled",
        ("active", "pause"): "paused",
        ("active", "stop"): "stopped",
        ("paused", "schedule"): "paused",
        ("paused", "unschedule"): "unscheduled",
        ("paused", "resume"): "active",
        ("stopped", "schedule"): "active",
        ("stopped", "unschedule"): "unscheduled",
        ("stopped", "resume"): "active",
    }
)


def take_step(state: OwnReportState, step: OwnReportStep) -> OwnReportState | None:
    """Return the state after a step; None if the state does not allow it."""
    return STEPS.get((state, step))
