"""Grants of rights to users, immediate or after a second person's approval, for the API and the terminal.

Owns the transactions. `approval_policy` decides which grants need a second person, and who may be that person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import users
from agent_api.access.credentials import passwords
from agent_api.access.credentials.password_strength import refuse_guessable
from agent_api.access.permissions import ROLES, is_privileged
from agent_api.access.sessions import DISABLED_ISSUER_GRACE
from agent_api.access.user_admin import UserAdmin
from agent_api.kit.errors import NotFound
from agent_api.rights import request_store, token_store
from agent_api.rights.approval_policy import (
    REQUEST_LIFETIME,
    TERMINAL_USER,
    Grant,
    RequestOver,
    RightsRequest,
    check_pending,
    check_second_person,
    guarded_roles,
    split_grants,
)
from agent_api.rights.planned_roles import roles_around, roles_restored
from config.site.rights import RightsRules
from config.timezone import COLOMBIA
from eventlog.facts import RightsApproved, RightsAsked, RightsRefused, TokenRevoked, TokenTakenOver
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import account, account_role

_ADMINISTRATIVE_ROLES = [role for role in ROLES if is_privileged(role)]


class GrantService:
    """Grants by one person.

    Args:
        staff: changes users on behalf of that person.
        by: their username, or `approval_policy.TERMINAL_USER`.
        rules: which grants need a second person.
        now: aware.
    """

    def __init__(self, staff: UserAdmin, by: str, *, rules: RightsRules, now: datetime) -> None:
        self._staff, self._by, self._rules, self._now = staff, by, rules, now
        self._guarded = guarded_roles(rules)
        self._today = now.astimezone(COLOMBIA).date()

    async def create(
        self,
        name: str,
        full_name: str,
        password: str,
        roles: Iterable[Grant],
        *,
        must_change: bool = True,
        enrolled: bool = False,
    ) -> tuple[RightsRequest | None, str | None]:
        """Create a user, and request roles that need a second person; return the request and the code.

        The code, with which the user sets up a second factor, is made if `enrolled`.

        Raises:
            PasswordKnown: the password is a common one.
            UserExists: the name is taken.
        """
        await refuse_guessable(password, "password", (name, full_name))
        made = await passwords.hash_password(password)
        async with unit_of_work(self._staff.engine) as connection:
            at_once, pending = await self._split(connection, roles, ())
            now, staff = self._now, self._staff
            await staff.create_in(connection, name, full_name, made, roles=at_once, now=now, must_change=must_change)
            code = (await staff.issue_enrolment_code_in(connection, name, now))[0] if enrolled else None
            return await self._request_roles(connection, name, pending), code

    async def set_roles(self, name: str, roles: Iterable[Grant]) -> RightsRequest | None:
        """Replace the roles of a user; request and return those that need a second person.

        Raises:
            NotFound: the user does not exist.
        """
        async with unit_of_work(self._staff.engine) as connection:
            return await self.set_roles_in(connection, name, roles)

    async def set_roles_in(
        self, connection: AsyncConnection, name: str, roles: Iterable[Grant]
    ) -> RightsRequest | None:
        """Replace the roles of a user within the caller's transaction, as `set_roles` does."""
        current = await users.grants_of(connection, name, self._staff.campaign)
        at_once, pending = await self._split(connection, roles, current)
        await self._staff.set_roles_in(connection, name, at_once, self._now)
        return await self._request_roles(connection, name, pending)

    async def end_rights_in(self, connection: AsyncConnection, names: Collection[str]) -> None:
        """End all that users may do in the campaign: roles, requests, sessions, and tokens that they issued.

        An account and its phone end too, unless the user has a role in another campaign. Unknown users are left out.
        A file may end thousands, so each statement is for all of them.
        """
        staff, campaign = self._staff, self._staff.campaign
        enabled = await users.lock_all(connection, names)
        await staff.withdraw_all_in(connection, enabled)
        await self._refuse_pending(connection, enabled)
        elsewhere = await users.users_with_role_elsewhere(connection, enabled, campaign, self._today)
        ended = [name for name, is_enabled in enabled.items() if is_enabled and name not in elsewhere]
        await staff.disable_all_in(connection, ended, self._now)
        await users.update_all(connection, ended, phone_secret=None)
        await staff.end_sessions_in(connection, enabled.keys() - ended)

    async def rebase_roles_in(
        self, connection: AsyncConnection, name: str, roles: Iterable[Grant]
    ) -> RightsRequest | None:
        """Replace the roles of a user as `set_roles_in` does, and refuse what was requested for them before.

        Raises:
            NotFound: the user does not exist.
        """
        await self._refuse_pending(connection, (name,))
        return await self.set_roles_in(connection, name, roles)

    async def plan_roles_in(
        self, connection: AsyncConnection, name: str, roles: Collection[str], day: date
    ) -> RightsRequest | None:
        """Let only these roles hold from a later day on, as `rebase_roles_in` does today.

        Raises:
            NotFound: the user does not exist.
        """
        current = await users.grants_of(connection, name, self._staff.campaign)
        return await self.rebase_roles_in(connection, name, roles_around(current, roles, day))

    async def cancel_planned_roles_in(
        self, connection: AsyncConnection, name: str, before: Iterable[Grant], roles: Collection[str], day: date
    ) -> RightsRequest | None:
        """Take back a plan of `plan_roles_in`, ``before`` which the user had those roles.

        Raises:
            NotFound: the user does not exist.
        """
        current = await users.grants_of(connection, name, self._staff.campaign)
        return await self.rebase_roles_in(connection, name, roles_restored(current, before, roles, day))

    async def begin_rights_in(
        self, connection: AsyncConnection, name: str, roles: Iterable[Grant]
    ) -> RightsRequest | None:
        """Enable a disabled user who has no rights, and give them these roles, as `set_roles` does.

        Raises:
            NotFound: the user does not exist.
        """
        row = await self._staff.require_user(connection, name)
        if row.disabled_at is not None:
            await self._staff.set_roles_in(connection, name, (), self._now)
            await self._staff.enable_in(connection, name, self._now)
        return await self.set_roles_in(connection, name, roles)

    async def add_role(self, name: str, role: str) -> RightsRequest | None:
        """Add a role, or request it and return the request.

        Raises:
            NotFound: the user does not exist.
        """
        async with unit_of_work(self._staff.engine) as connection:
            await self._staff.require_user(connection, name)
            current = await users.grants_of(connection, name, self._staff.campaign)
            at_once, pending = await self._split(connection, [{"role": role}], current)
            if not pending:
                await self._staff.grant_in(connection, name, at_once, self._now)
            return await self._request_roles(connection, name, pending)

    async def enable(self, name: str) -> RightsRequest | None:
        """Enable a disabled user; if they can grant rights, request it and return the request.

        Raises:
            NotFound: the user does not exist.
            NotDisabled: the user is not disabled.
        """
        async with unit_of_work(self._staff.engine) as connection:
            await self._staff.require_disabled(connection, name)
            guarded = await self._staff.has_role_of(connection, name, self._guarded, self._now)
            if guarded and await self._needs_second_person(connection):
                return await self._request(connection, "enable", name, {}, self._now + REQUEST_LIFETIME)
            await self._staff.enable_in(connection, name, self._now)
            return None

    async def disable(self, name: str, kept_tokens: Iterable[str], rights: frozenset[str]) -> list[RightsRequest]:
        """Disable a user and revoke the service tokens that they issued, except ``kept_tokens``.

        The disabling person takes over the kept tokens (ids) with `rights`, their permissions. Takeovers that need a
        second person are returned; tokens that are not approved within a day end.

        Raises:
            NotFound: the user does not exist, or has no such token.
            TokenExceedsIssuer: the disabling person lacks the rights of such a token.
        """
        async with unit_of_work(self._staff.engine) as connection:
            return await self.disable_in(connection, name, kept_tokens, rights)

    async def disable_in(
        self, connection: AsyncConnection, name: str, kept_tokens: Iterable[str], rights: frozenset[str]
    ) -> list[RightsRequest]:
        """Disable a user in the caller's transaction, as `disable` does."""
        token_ids = sorted(set(kept_tokens))
        await self._staff.require_user(connection, name)
        tokens = await token_store.list_by_issuer(connection, self._staff.campaign, name)
        if missing := [each for each in token_ids if each not in tokens]:
            raise NotFound(f"{name} no expidió ningún token «{missing[0]}».")
        for each in token_ids:
            token_store.check_token_permissions(tokens[each].kind, tokens[each].permissions.split(), rights)
        await self._staff.disable_in(connection, name, self._now, kept_tokens=token_ids)
        return [made for each in token_ids if (made := await self._take_over(connection, name, tokens[each]))]

    async def approve(self, identity: str) -> RightsRequest:
        """Approve another person's request.

        Raises:
            NotFound: the request does not exist.
            RequestOver: it no longer waits for a decision.
            SecondPersonNeeded: this person cannot be the second one.
        """
        async with unit_of_work(self._staff.engine) as connection:
            request = await request_store.lock_request(connection, self._staff.campaign, identity)
            check_pending(request, self._now)
            check_second_person(request, self._by, await self._administrators(connection))
            await self._settle(connection, request, "approved")
            await self._staff.append_facts(connection, RightsApproved(request=request.id, user=request.user))
            await self._carry_out(connection, request)
        return request

    async def refuse(self, identity: str) -> RightsRequest:
        """Refuse another person's request, or withdraw one's own.

        Raises:
            NotFound: the request does not exist.
            RequestOver: it no longer waits for a decision.
        """
        async with unit_of_work(self._staff.engine) as connection:
            request = await request_store.lock_request(connection, self._staff.campaign, identity)
            check_pending(request, self._now)
            await self._settle(connection, request, "refused")
            await self._staff.append_facts(connection, RightsRefused(request=request.id, user=request.user))
            if request.kind == "token" and await token_store.revoke(connection, self._staff.campaign, request.target):
                await self._staff.append_facts(connection, TokenRevoked(token=request.target))
        return request

    async def list_pending(self) -> list[RightsRequest]:
        """Return the requests that wait for a second person, oldest first."""
        async with read_connection(self._staff.engine) as connection:
            return await request_store.list_pending(connection, self._staff.campaign, self._now)

    async def _refuse_pending(self, connection: AsyncConnection, names: Collection[str]) -> None:
        for request in await request_store.list_pending(connection, self._staff.campaign, self._now):
            if request.user in names and request.kind != "token":
                await self._settle(connection, request, "refused")
                await self._staff.append_facts(connection, RightsRefused(request=request.id, user=request.user))

    async def _split(
        self, connection: AsyncConnection, roles: Iterable[Grant], current: Iterable[Grant]
    ) -> tuple[Sequence[Grant], Sequence[Grant]]:
        requested = list(roles)
        return (
            split_grants(requested, current, self._today, self._guarded)
            if await self._needs_second_person(connection)
            else (requested, ())
        )

    async def _needs_second_person(self, connection: AsyncConnection) -> bool:
        """Return whether a second person is needed; not for the first administrator, created at the terminal."""
        return bool(self._guarded) and (self._by != TERMINAL_USER or bool(await self._administrators(connection)))

    async def _administrators(self, connection: AsyncConnection) -> frozenset[str]:
        row = account_role.c
        query = (
            select(account.c.name)
            .join(account_role, row.user == account.c.name)
            .where(row.campaign == self._staff.campaign, row.role.in_(_ADMINISTRATIVE_ROLES))
            .where(row.begins_on <= self._today, or_(row.ends_on.is_(None), row.ends_on >= self._today))
            .where(account.c.disabled_at.is_(None), users.is_in_service(self._today))
        )
        return frozenset((await connection.execute(query)).scalars())

    async def _request_roles(
        self, connection: AsyncConnection, user: str, pending: Sequence[Grant]
    ) -> RightsRequest | None:
        if not pending:
            return None
        roles = [{name: _to_json(value) for name, value in each.items()} for each in pending]
        return await self._request(connection, "roles", user, {"roles": roles}, self._now + REQUEST_LIFETIME)

    async def _request(
        self, connection: AsyncConnection, kind: Any, user: str, content: Mapping[str, Any], until: datetime
    ) -> RightsRequest:
        campaign = self._staff.campaign
        made = await request_store.add(
            connection, campaign, kind, user, content, asked_by=self._by, now=self._now, expires_at=until
        )
        await self._staff.append_facts(connection, RightsAsked(request=made.id, kind=kind, user=user, what=made.target))
        return made

    async def _take_over(self, connection: AsyncConnection, former: str, token: Any) -> RightsRequest | None:
        """Take over a token, or request it if a second person is needed."""
        if not self._rules.two_persons:
            await token_store.change_issuer(connection, self._staff.campaign, token.id, self._by, token.expires_at)
            await self._staff.append_facts(connection, TokenTakenOver(token=token.id, user=self._by, former=former))
            return None
        until = min(token.expires_at, self._now + DISABLED_ISSUER_GRACE)
        await token_store.shorten(connection, token.id, until)
        content = {"token": token.id, "name": token.name, "expires_at": token.expires_at.isoformat()}
        return await self._request(connection, "token", former, content, until)

    async def _settle(self, connection: AsyncConnection, request: RightsRequest, outcome: str) -> None:
        await request_store.settle(connection, self._staff.campaign, request, outcome, by=self._by, now=self._now)

    async def _carry_out(self, connection: AsyncConnection, request: RightsRequest) -> None:
        if request.kind == "roles":
            roles = [
                {name: _from_json(name, value) for name, value in each.items()} for each in request.content["roles"]
            ]
            await self._staff.grant_in(connection, request.user, roles, self._now)
        elif request.kind == "enable":
            await self._staff.require_disabled(connection, request.user)
            await self._staff.enable_in(connection, request.user, self._now)
        else:
            until = datetime.fromisoformat(request.content["expires_at"])
            campaign, by = self._staff.campaign, request.asked_by
            if not await token_store.change_issuer(connection, campaign, request.target, by, until):
                raise RequestOver
            await self._staff.append_facts(
                connection, TokenTakenOver(token=request.target, user=by, former=request.user)
            )


def _to_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _from_json(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value and name != "role" else value
