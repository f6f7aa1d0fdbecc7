"""Context of the jobs that make reports."""

from agent_api.kit.job_context import JobContext


class ReportContext(JobContext, frozen=True):
    """Context of the jobs that make reports.

    Attributes:
        may_recount: whether to recount indicators that another release or site counted; a node leaves it to its
            recorder.
    """

    may_recount: bool = False
