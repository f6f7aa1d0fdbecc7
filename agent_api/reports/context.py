"""What reports are made with."""

from agent_api.kit.job_context import JobContext


class ReportContext(JobContext, frozen=True):
    """What reports are made with.

    Attributes:
        may_recount: whether indicators are counted again where another release or site did; a node leaves that to its
            recorder's counter.
    """

    may_recount: bool = False
