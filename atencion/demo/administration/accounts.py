"""The accounts of the demo's past: sign-ins, failed ones, a lock, a reset, and an unused account that is warned."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from sqlalchemy import update

from agent_api.access.sign_in import append_facts
from agent_api.access.user_admin import UserAdmin
from agent_api.access_log.dormant_accounts import keep_dormancy_rule
from atencion.demo.administration.office import LEAVER, NEWCOMER, UNUSED, PastAct, PastOffice
from atencion.demo.quality.agenda import business_day_before, local_moment
from atencion.demo.users import LOGINS, area_logins
from eventlog.facts import AnyFact, SignedIn, SignInLocked, SignInRefused
from storage.postgres.engine import unit_of_work
from storage.tables import account

_LOCK_S: Final = 60
_UNUSED_FOR: Final = timedelta(days=55)
"""Age of the unused account: its holder was warned, and it is not disabled yet."""


class PastAccounts:
    """The accounts, act by act. ``password_hash`` is that of the demo's logins."""

    def __init__(self, office: PastOffice, began_at: datetime, password_hash: str) -> None:
        self._office, self._began_at, self._hash = office, began_at, password_hash

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        begun, failed = self._began_at + timedelta(minutes=1), self._at(4, time(8, 2))
        unused, hired = local_moment(self._office.today - _UNUSED_FOR, time(10)), self._at(5, time(8))
        checked = local_moment(self._office.today - timedelta(days=1), time(6))
        renewed = failed + timedelta(minutes=9)
        everyone = (*LOGINS, *(user for user, _, _ in area_logins(self._office.context.site)))
        return [
            PastAct(begun, partial(self._create, LEAVER, "asesor", begun)),
            PastAct(unused, partial(self._create, UNUSED, "funcionario", unused)),
            PastAct(hired, partial(self._create, NEWCOMER, "asesor_escrita", hired)),
            self._morning(self._began_at + timedelta(minutes=30), (*everyone, LEAVER)),
            *(self._morning(self._at(days, time(7, 40)), users) for days, users in ((3, everyone), (1, LOGINS))),
            PastAct(failed, self._fail),
            PastAct(renewed, partial(self._reset, renewed)),
            PastAct(checked, partial(keep_dormancy_rule, self._office.job, checked)),
        ]

    def _morning(self, at: datetime, logins: Sequence[str]) -> PastAct:
        return PastAct(at, partial(self._sign_in, logins, at))

    def _at(self, days: int, clock: time) -> datetime:
        return local_moment(business_day_before(self._office.today, days), clock)

    # --- one act ------------------------------------------------------------------------------------------------------

    @property
    def _admin(self) -> UserAdmin:
        context = self._office.context
        return UserAdmin(context.engine, context.cipher, context.campaign, context.site.version, "user:admin")

    async def _create(self, user: str, role: str, at: datetime) -> None:
        await self._admin.create_with_hash(
            user, self._office.names[user], self._hash, [{"role": role}], at, must_change=False
        )

    async def _sign_in(self, logins: Sequence[str], at: datetime) -> None:
        """Note that people signed in; their passwords are not checked."""
        context, office = self._office.context, self._office
        async with unit_of_work(context.engine) as connection:
            for user in logins:
                await append_facts(connection, context.site, office.principal(user).actor, SignedIn(user=user))
            await connection.execute(update(account).where(account.c.name.in_(logins)).values(signed_in_at=at))

    async def _fail(self) -> None:
        """Note that a person mistyped until they had to wait, and that another entered an unknown name."""
        context = self._office.context
        async with unit_of_work(context.engine) as connection:
            await append_facts(connection, context.site, "system", *_FAILURES)

    async def _reset(self, at: datetime) -> None:
        await self._admin.set_password_hash(NEWCOMER, self._hash, now=at, must_change=True)


_FAILURES: Final[tuple[AnyFact, ...]] = (
    *(SignInRefused(user=NEWCOMER, reason="password") for _ in range(5)),
    SignInLocked(user=NEWCOMER, seconds=_LOCK_S),
    SignInRefused(user="", reason="password"),
)
