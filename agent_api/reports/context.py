"""What reports are made with."""

from agent_api.kit import periodic


class ReportContext(periodic.JobContext, frozen=True):
    """What reports are made with.

    Attributes:
        counts_anew: whether indicators are counted anew where another release or site did; a node leaves that to its
            recorder's counter.
    """

    counts_anew: bool = False
