"""The names of the totals that are exported with 0 before their first increase.

``increase`` and ``rate`` of Prometheus do not see the increase with which a series begins. So a total that an alert or
a dashboard watches has a sample before its first call.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_args

from calls.call import Stage
from config.site.calls.number_kinds import CapName, RefusalReason
from config.site.calls.surveys import Survey
from config.site.model import Site
from eventlog.facts import OUTCOMES, OfferEnd, WatchedRole
from eventlog.facts.calls.routing import CallRefusal, OverflowReason
from eventlog.facts.calls.traffic import RefusedReason, SetAsideReason
from eventlog.folds.counts import LIMITS_CHANGED

_MENU_STAGES: Final = (
    *(Stage.WELCOMING, Stage.NOTIFYING, Stage.CONTINGENCY, Stage.CHOOSING, Stage.ENTERING),
    *(Stage.LOOKING_UP, Stage.ANSWERING, Stage.INFORMING),
)
"""Stages in which a caller who hangs up leaves the menu."""
_OF_LINE: Final[Mapping[str, Sequence[str]]] = {
    "abandoned": tuple(f"|{stage}" for stage in _MENU_STAGES),  # in no queue
    "menu_rejected": ("silence", "wrong_key"),
    "traffic_refused": get_args(RefusedReason),
    "set_aside": get_args(SetAsideReason),
    "call_back_refused": get_args(RefusalReason),
    "call_back_capped": get_args(CapName),
    "call_refused": get_args(CallRefusal),
    "outcome": OUTCOMES,
}
"""Totals of a line, with the values of their further labels."""
_OF_QUEUE: Final = ("queued", "answered", "answered_within", "wait_sum_ms", "transferred", "call_back_queued")
"""Totals of a line and a queue; ``wait_sum_ms`` brings the wait with its buckets."""
_OF_QUEUE_BY: Final[Mapping[str, Sequence[str]]] = {
    "abandoned": (Stage.WAITING, Stage.RINGING),
    "overflowed": get_args(OverflowReason),
}
"""Totals of a line and a queue, with the values of a further label."""


def initial_totals(site: Site) -> Iterator[str]:
    """Yield the names, as `eventlog.folds.counts` has them."""
    yield LIMITS_CHANGED
    yield from (f"process_replaced|{role}" for role in get_args(WatchedRole))
    yield from (f"traffic_refused||{reason}" for reason in get_args(RefusedReason))
    for queue in site.queues:
        yield f"offers|{queue}"
        yield from (f"offer_ended|{queue}|{reason}" for reason in get_args(OfferEnd))
    keys = sorted({key for menu in site.menus.values() for key in menu.options})
    for line in site.lines:
        yield from (f"ingressed|{line}", f"voice_message|{line}")
        yield from (f"menu_selected|{line}|{key}" for key in keys)
        yield from _with_values(_OF_LINE, line)
        for queue in site.queues:
            yield from (f"{measure}|{line}|{queue}" for measure in _OF_QUEUE)
            yield from _with_values(_OF_QUEUE_BY, f"{line}|{queue}")
    if site.survey is not None:
        yield from _survey_answers(site.survey)


def _with_values(table: Mapping[str, Sequence[str]], labels: str) -> Iterator[str]:
    for measure, values in table.items():
        yield from (f"{measure}|{labels}|{value}" for value in values)


def _survey_answers(survey: Survey) -> Iterator[str]:
    for line in survey.lines:
        for each in survey.questions:
            yield from (f"survey_answer|{line}|{each.question}|{answer}" for answer in each.answers)
