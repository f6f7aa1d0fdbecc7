"""User administration for the API and the command line; each change and its facts are one transaction.

Owns creating, changing and disabling users. Callers check permissions first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from redis.asyncio import Redis
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import sessions, users
from agent_api.access.credentials import known_browsers, passwords, second_factor_enrolment, sip_credentials
from agent_api.access.credentials.password_strength import refuse_guessable
from agent_api.access.limits.lockout import Attempts
from agent_api.access.permissions import ROLES, is_privileged, permissions_of
from agent_api.kit.errors import ApiError, NotFound
from config.timezone import COLOMBIA
from eventlog import outbox
from eventlog.facts import (
    AnyFact,
    EnrolmentCodeGiven,
    PasswordChanged,
    PasswordReset,
    PhonePasswordChanged,
    RoleGranted,
    RoleWithdrawn,
    SecondFactorChanged,
    SessionRevoked,
    TokenRevoked,
    UserCreated,
    UserDisabled,
    UserEnabled,
)
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import account


class NotDisabled(ApiError):
    """Enabling a user who is not disabled."""

    status = 409
    code = "not_disabled"


class NoSecondFactor(ApiError):
    """Removing a second factor that the user does not have."""

    status = 409
    code = "no_second_factor"


class HasSecondFactor(ApiError):
    """Issuing an enrolment code to a user who has a second factor."""

    status = 409
    code = "has_second_factor"


class UserExists(ApiError):
    """The user name is already in use."""

    status = 409
    code = "user_exists"


async def list_users(engine: AsyncEngine, cipher: FieldCipher, campaign: str, now: datetime) -> list[dict[str, Any]]:
    """Return all users, with today's roles in a campaign."""
    query = select(account, users.ROLES_COLUMN).order_by(account.c.name)
    async with read_connection(engine) as connection:
        rows = (await connection.execute(query, users.role_parameters(campaign, now))).all()
        return [
            {
                "user": row.name,
                "name": users.decrypt_name(row.name, row.full_name, cipher),
                "roles": row.roles,
                "grants": await users.grants_of(connection, row.name, campaign),
                "disabled": row.disabled_at is not None,
                "second_factor": row.otp_since is not None,
                "must_change_password": row.must_change_password,
                "signed_in_at": row.signed_in_at,
                "phone": "phone.own" in permissions_of(row.roles),
            }
            for row in rows
        ]


class UserAdmin:
    """Changes to the users of a campaign, made by one actor.

    If `redis` is None, the counts of failed attempts stay as they are.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        cipher: FieldCipher,
        campaign: str,
        site_version: str,
        actor: str,
        *,
        redis: Redis | None = None,
    ) -> None:
        self.engine, self.campaign = engine, campaign
        self._cipher, self._site_version, self._actor, self._redis = cipher, site_version, actor, redis

    async def list_users(self, now: datetime) -> list[dict[str, Any]]:
        """Return all users, with today's roles."""
        return await list_users(self.engine, self._cipher, self.campaign, now)

    async def find_password_hash(self, name: str) -> str | None:
        """Return the hash of a user's password, or None for an unknown user."""
        async with unit_of_work(self.engine) as connection:
            row = await users.find(connection, name)
        return None if row is None else str(row.password)

    async def create(
        self,
        name: str,
        full_name: str,
        password: str,
        roles: Iterable[Mapping[str, Any]],
        now: datetime,
        *,
        must_change: bool = True,
    ) -> None:
        """Create a user; with `must_change` they must change the password at the first sign-in.

        Raises:
            PasswordKnown: the password is easy to guess.
            UserExists: the name is in use.
        """
        await refuse_guessable(password, "password", (name, full_name))
        await self.create_with_hash(
            name, full_name, await passwords.hash_password(password), roles, now, must_change=must_change
        )

    async def create_with_hash(
        self,
        name: str,
        full_name: str,
        password_hash: str,
        roles: Iterable[Mapping[str, Any]],
        now: datetime,
        *,
        must_change: bool,
    ) -> None:
        """Create a user from the hash of a password.

        Raises:
            UserExists: the name is in use.
        """
        async with unit_of_work(self.engine) as connection:
            await self.create_in(
                connection, name, full_name, password_hash, roles=roles, now=now, must_change=must_change
            )

    async def create_in(
        self,
        connection: AsyncConnection,
        name: str,
        full_name: str,
        password_hash: str,
        *,
        roles: Iterable[Mapping[str, Any]],
        now: datetime,
        must_change: bool,
    ) -> None:
        """Create a user within the caller's transaction, as `create_with_hash` does.

        Raises:
            UserExists: the name is in use.
        """
        if await users.find(connection, name) is not None:
            raise UserExists(f"Ya hay un usuario «{name}».")
        await users.add(
            connection,
            self._cipher,
            name,
            full_name=full_name,
            password_hash=password_hash,
            now=now,
            must_change=must_change,
        )
        granted = [await self._grant(connection, name, each, now) for each in roles]
        await self.append_facts(connection, UserCreated(user=name), *granted)

    async def set_roles_in(
        self, connection: AsyncConnection, name: str, roles: Iterable[Mapping[str, Any]], now: datetime
    ) -> None:
        """Replace all roles of a user; a role that keeps its days causes no fact.

        Raises:
            NotFound: unknown user.
        """
        grants = {each["role"]: each for each in roles}
        await self.require_user(connection, name)
        current = {each["role"]: each for each in await users.grants_of(connection, name, self.campaign)}
        withdrawn = current.keys() - grants.keys()
        for role in withdrawn:
            await users.withdraw_role(connection, name, role, self.campaign)
        changed = [each for role, each in grants.items() if not _has_same_days(each, current.get(role))]
        granted = [await self._grant(connection, name, each, now) for each in changed]
        await self.append_facts(
            connection, *(RoleWithdrawn(user=name, role=role) for role in sorted(withdrawn)), *granted
        )

    async def grant_in(
        self, connection: AsyncConnection, name: str, roles: Iterable[Mapping[str, Any]], now: datetime
    ) -> None:
        """Grant more roles to a user.

        Raises:
            NotFound: unknown user.
        """
        await self.require_user(connection, name)
        await self.append_facts(connection, *[await self._grant(connection, name, each, now) for each in roles])

    async def disable(self, name: str, now: datetime) -> None:
        """Disable a user at once, and revoke the service tokens that they issued in this campaign.

        Raises:
            NotFound: unknown user.
        """
        async with unit_of_work(self.engine) as connection:
            await self.disable_in(connection, name, now)

    async def disable_in(
        self, connection: AsyncConnection, name: str, now: datetime, *, kept_tokens: Iterable[str] = ()
    ) -> None:
        """Disable a user at once, and revoke their service tokens of this campaign except `kept_tokens`.

        Raises:
            NotFound: unknown user.
        """
        await self.require_user(connection, name)
        await self.disable_all_in(connection, (name,), now, kept_tokens=kept_tokens)

    async def disable_all_in(
        self, connection: AsyncConnection, names: Collection[str], now: datetime, *, kept_tokens: Iterable[str] = ()
    ) -> None:
        """Disable existing users, as `disable_in` does."""
        await users.update_all(connection, names, disabled_at=now)
        _, revoked = await self._end_sessions(connection, names, kept_tokens)
        await self.append_facts(connection, *(UserDisabled(user=each) for each in names), *revoked)

    async def end_sessions_in(self, connection: AsyncConnection, names: Collection[str]) -> None:
        """End the sessions of users who stay enabled, and revoke the tokens that they issued in this campaign."""
        ended, revoked = await self._end_sessions(connection, names, ())
        closed = [SessionRevoked(user=each, sessions=ended[each]) for each in sorted(ended)]
        await self.append_facts(connection, *closed, *revoked)

    async def withdraw_all_in(self, connection: AsyncConnection, names: Collection[str]) -> None:
        """Withdraw all roles of some users."""
        withdrawn = await users.withdraw_all(connection, names, self.campaign)
        await self.append_facts(connection, *(RoleWithdrawn(user=user, role=role) for user, role in withdrawn))

    async def _end_sessions(
        self, connection: AsyncConnection, names: Collection[str], kept_tokens: Iterable[str]
    ) -> tuple[Counter[str], list[TokenRevoked]]:
        ended = await sessions.revoke_all(connection, names)
        await known_browsers.forget_all(connection, names)
        revoked = await sessions.revoke_issued(connection, names, self.campaign, except_tokens=kept_tokens)
        return ended, [TokenRevoked(token=each) for each in revoked]

    async def require_disabled(self, connection: AsyncConnection, name: str) -> None:
        """Check that a user is disabled.

        Raises:
            NotFound: unknown user.
            NotDisabled: the user is enabled.
        """
        if (await self.require_user(connection, name)).disabled_at is None:
            raise NotDisabled(f"El usuario «{name}» no está inhabilitado.")

    async def enable_in(self, connection: AsyncConnection, name: str, now: datetime) -> None:
        """Enable a disabled user and clear their lockout; from now on the account counts as unused."""
        await self._clear_lockout(name)
        await users.update_columns(connection, name, disabled_at=None, enabled_at=now, dormancy_warned_at=None)
        await self.append_facts(connection, UserEnabled(user=name))

    async def issue_enrolment_code(self, name: str, now: datetime) -> tuple[str, datetime]:
        """Issue a code with which a user sets up a second factor; return it with its expiry.

        Raises:
            NotFound: unknown user.
            HasSecondFactor: the user has one.
        """
        async with unit_of_work(self.engine) as connection:
            if (await self.require_user(connection, name)).otp_since is not None:
                raise HasSecondFactor(f"El usuario «{name}» ya tiene segundo factor: retírelo primero si lo perdió.")
            return await self.issue_enrolment_code_in(connection, name, now)

    async def issue_enrolment_code_in(
        self, connection: AsyncConnection, name: str, now: datetime
    ) -> tuple[str, datetime]:
        """Issue a code within the caller's transaction, without the checks of `issue_enrolment_code`."""
        code, until = await second_factor_enrolment.issue_code(connection, name, now)
        await self.append_facts(connection, EnrolmentCodeGiven(user=name))
        return code, until

    async def has_privileged_role(self, connection: AsyncConnection, name: str, now: datetime) -> bool:
        """Return whether a user has, today or later, a role with privileged permissions."""
        return await self.has_role_of(connection, name, [role for role in ROLES if is_privileged(role)], now)

    async def has_role_of(self, connection: AsyncConnection, name: str, roles: Collection[str], now: datetime) -> bool:
        """Return whether a user has, today or later, one of some roles."""
        today = now.astimezone(COLOMBIA).date()
        grants = await users.grants_of(connection, name, self.campaign)
        return any(each["role"] in roles and (each["ends_on"] or today) >= today for each in grants)

    async def reset_second_factor(self, name: str) -> None:
        """Remove a lost second factor and end all sessions of the user.

        Raises:
            NotFound: unknown user.
            NoSecondFactor: the user has none.
        """
        async with unit_of_work(self.engine) as connection:
            row = await self.require_user(connection, name)
            if row.otp_since is None:
                raise NoSecondFactor(f"El usuario «{name}» no tiene segundo factor.")
            await self._clear_lockout(name)
            await users.update_columns(connection, name, otp_secret=None, otp_since=None)
            await sessions.revoke(connection, name)
            await known_browsers.forget(connection, name)
            await self.append_facts(connection, SecondFactorChanged(user=name, active=False))

    async def set_password(self, name: str, password: str, *, now: datetime, must_change: bool = True) -> None:
        """Set a user's password, temporary by default, end all their sessions, and clear their lockout.

        Raises:
            PasswordKnown: the password is easy to guess.
            NotFound: unknown user.
        """
        await refuse_guessable(password, "password", (name,))
        await self.set_password_hash(name, await passwords.hash_password(password), now=now, must_change=must_change)

    async def set_password_hash(self, name: str, password_hash: str, *, now: datetime, must_change: bool) -> None:
        """Set a user's password from its hash, as `set_password` does.

        Raises:
            NotFound: unknown user.
        """
        async with unit_of_work(self.engine) as connection:
            await self.require_user(connection, name)
            await self._clear_lockout(name)
            columns = users.password_columns(now, must_change=must_change)
            await users.update_columns(connection, name, password=password_hash, **columns)
            await sessions.revoke(connection, name)
            await known_browsers.forget(connection, name)
            await self.append_facts(connection, PasswordReset(user=name) if must_change else PasswordChanged(user=name))

    async def set_phone_password(self, name: str, password: str) -> None:
        """Set the password of a user's phone.

        Raises:
            NotFound: unknown user.
        """
        async with unit_of_work(self.engine) as connection:
            await self.require_user(connection, name)
            await sip_credentials.set_password(connection, self._cipher, name, password)
            await self.append_facts(connection, PhonePasswordChanged(user=name))

    async def _clear_lockout(self, name: str) -> None:
        if self._redis is not None:
            await Attempts(self._redis, self.campaign, self._cipher).reset_user(name)

    async def require_user(self, connection: AsyncConnection, name: str) -> Row[tuple[object, ...]]:
        """Return a user's row, locked for update.

        Raises:
            NotFound: unknown user.
        """
        row = await users.find(connection, name, lock=True)
        if row is None:
            raise NotFound(f"No hay ningún usuario «{name}».")
        return row

    async def _grant(
        self, connection: AsyncConnection, name: str, role: Mapping[str, Any], now: datetime
    ) -> RoleGranted:
        begins, ends = role.get("begins_on") or now.astimezone(COLOMBIA).date(), role.get("ends_on")
        await users.grant_role(connection, name, role["role"], self.campaign, begins=begins, ends=ends)
        return RoleGranted(
            user=name, role=role["role"], begins_on=begins.isoformat(), ends_on=ends.isoformat() if ends else ""
        )

    async def append_facts(self, connection: AsyncConnection, *facts: AnyFact) -> None:
        """Append the actor's facts in the transaction of the change that they describe."""
        await outbox.put(connection, self.campaign, facts, actor=self._actor, site_version=self._site_version)


def _has_same_days(grant: Mapping[str, Any], current: Mapping[str, Any] | None) -> bool:
    return current is not None and all(grant.get(name) == current[name] for name in ("begins_on", "ends_on"))
