"""The agreement of two evaluators on the repeated share of the samples, over a period.

Owns what counts: items of the random sample that two evaluators signed, and of each the first round, which neither
could sign with knowledge of the other's. A later correction or refutation changes no agreement.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date, start_of_day
from agent_api.kit.errors import BadQuery
from agent_api.quality.agreement.presenters import present_form_agreement
from agent_api.quality.agreement.schemas import AgreementQuery, EvaluatorAgreement, FormAgreementDetail
from agent_api.quality.agreement.store import FirstRound, list_first_rounds
from agent_api.quality.evaluations.domain.result import scoring_form
from metrics.quality.agreement import AnsweredTwice, form_agreement
from storage.postgres.engine import read_connection

_DEFAULT_PERIOD: Final = timedelta(weeks=12)
_LONGEST_PERIOD: Final = timedelta(days=3 * 366)


class _FormVersion(NamedTuple):
    """A version of a form, and one of the site versions that have it."""

    form: str
    version: str


async def read_agreement(context: ApiContext, query: AgreementQuery) -> EvaluatorAgreement:
    """Return the agreement per version of a form, per family and per criterion.

    Raises:
        BadQuery: the period ends before it begins, or is longer than three years.
    """
    ends = query.ends or local_date(context.now())
    begins = query.begins or ends - _DEFAULT_PERIOD
    if begins > ends:
        raise BadQuery("ends", "El último día no puede ser anterior al primero.")
    if ends - begins > _LONGEST_PERIOD:
        raise BadQuery("ends", "El período no puede pasar de tres años.")
    async with read_connection(context.engine) as connection:
        rounds = await list_first_rounds(
            connection, context.campaign, start_of_day(begins), start_of_day(ends) + timedelta(days=1), query.channel
        )
    pairs = list(_pair(rounds))
    complete = [(first, second) for first, second in pairs if first and second]
    same = [(first, second) for first, second in complete if _version(first) == _version(second)]
    rules = context.site.quality.evaluations if context.site.quality else None
    return EvaluatorAgreement(
        begins=begins,
        ends=ends,
        share=f"{rules.second_share:g}" if rules else None,
        forms=await _by_form(context, same),
        awaiting=len(pairs) - len(complete),
        left_out=len(complete) - len(same),
    )


def _pair(rounds: Iterable[FirstRound]) -> Iterable[tuple[FirstRound | None, FirstRound | None]]:
    """Return the first and the second evaluation of each item; None for one that is not signed."""
    by_item: dict[tuple[str, str], dict[str, FirstRound]] = {}
    for each in rounds:
        by_item.setdefault((each.channel, each.item), {})[each.seat] = each
    return ((seats.get("first"), seats.get("second")) for seats in by_item.values())


def _version(round_: FirstRound) -> _FormVersion:
    return _FormVersion(round_.form, round_.form_version)


async def _by_form(context: ApiContext, pairs: list[tuple[FirstRound, FirstRound]]) -> list[FormAgreementDetail]:
    """Return the agreement of each version of a form, that of the last work first."""
    groups: dict[_FormVersion, list[tuple[FirstRound, FirstRound]]] = {}
    for pair in pairs:
        groups.setdefault(_version(pair[0]), []).append(pair)
    details = []
    for version, group in groups.items():
        quality = (await context.load_site_version(group[0][0].site_version)).quality
        assert quality is not None  # the evaluations began with it
        form = quality.forms[version.form]
        agreement = form_agreement(scoring_form(form), [AnsweredTwice(a.answers, b.answers) for a, b in group])
        details.append(present_form_agreement(quality, form, agreement))
    return details[::-1]
