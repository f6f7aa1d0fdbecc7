"""The reviews of accounts of the demo's past: that of the quarter before, signed, and the one in progress."""

from datetime import time, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select

from agent_api.access_reviews import decisions
from agent_api.access_reviews.domain.period import first_day_of
from agent_api.access_reviews.schemas import AccountDecisionForm
from atencion.demo.administration.moments import signed_review_begins
from atencion.demo.administration.office import PastAct, PastOffice, fill
from atencion.demo.quality.agenda import business_day_before, local_moment
from storage.postgres.engine import read_connection
from storage.tables import access_review_account

_REVIEWER, _SECOND, _GENERIC = "calidad", "calidad2", "admin"
_EXCEPTION: Final = timedelta(days=150)
_DAYS_IN_PROGRESS: Final = 6
_FIRST_DECIDED: Final = 12
"""Accounts that are decided in the review in progress."""


class PastAccessReviews:
    """The reviews of accounts, act by act."""

    def __init__(self, office: PastOffice) -> None:
        self._office, self._today = office, office.today
        self._begun = ""

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        rules = self._office.context.site.access_reviews
        if rules is None:
            return []
        period = first_day_of(self._today, rules.months)
        before = signed_review_begins(period)
        now = local_moment(max(business_day_before(self._today, _DAYS_IN_PROGRESS), period), time(9))
        return [
            PastAct(before, self._begin),
            PastAct(before + timedelta(hours=2), self._decide_all),
            PastAct(before + timedelta(days=2), self._sign),
            PastAct(now, self._begin),
            PastAct(now + timedelta(hours=3), partial(self._keep, _FIRST_DECIDED)),
        ]

    async def _begin(self) -> None:
        self._begun = await decisions.begin_by_hand(self._office.context, self._office.principal(_REVIEWER))

    async def _decide_all(self) -> None:
        """Keep each account: the generic one by an exception, that of the person who reviews by another one."""
        await self._keep(None)
        exception = {
            "reason": "Es la cuenta del administrador del sistema; se cambiará por una con nombre.",
            "exception_until": self._office.context.now().date() + _EXCEPTION,
        }
        await self._decide(_REVIEWER, [_GENERIC], **exception)
        await self._decide(_SECOND, [_REVIEWER])

    async def _sign(self) -> None:
        office = self._office
        await decisions.sign_review(office.context, office.principal(_REVIEWER), self._begun)

    async def _keep(self, most: int | None) -> None:
        """Keep the accounts without a finding, or the first of them."""
        row = access_review_account.c
        query = select(row.user).where(row.campaign == self._office.context.campaign, row.review == self._begun)
        query = query.where(row.findings == "", row.user != _REVIEWER).order_by(row.user)
        async with read_connection(self._office.context.engine) as connection:
            kept = list((await connection.execute(query)).scalars())
        await self._decide(_REVIEWER, kept[:most])

    async def _decide(self, user: str, accounts: list[str], **fields: object) -> None:
        form = fill(AccountDecisionForm, users=accounts, decision="keep", **fields)
        await decisions.decide_accounts(self._office.context, self._office.principal(user), self._begun, form)
