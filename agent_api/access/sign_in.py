"""Sign-in: password, second factor, lockout, session, and the facts of each.

Owns the order of the checks. A wrong password and an unknown user get the same answer after the same work.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import pyotp
from redis.asyncio import Redis
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import sessions, users
from agent_api.access.credentials import known_browsers, passwords
from agent_api.access.limits.hashing_queue import HashingQueue
from agent_api.access.limits.lockout import (
    Attempts,
    LockoutSubject,
    known_browser_subjects,
    network_prefix,
    second_factor_subjects,
    session_subjects,
    unknown_browser_subjects,
)
from agent_api.access.principal import Principal
from agent_api.kit.errors import ApiError
from config.site.model import Site
from eventlog import outbox
from eventlog.facts import AnyFact, SignedIn, SignInLocked, SignInRefused
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work

TIME_STEP_S = 30


class CredentialsWrong(ApiError):
    """Unknown user or wrong password; the answer does not say which."""

    status = 401
    code = "credentials_wrong"

    def __init__(self) -> None:
        super().__init__("El usuario o la contraseña no son correctos.")


class TemporaryPasswordExpired(ApiError):
    """The password is right, but temporary and too old; only who knows it learns that."""

    status = 401
    code = "temporary_password_expired"

    def __init__(self) -> None:
        super().__init__("Su contraseña temporal venció. Pida otra a quien administra los usuarios.")


class PasswordUnchanged(ApiError):
    """The new password equals the current one."""

    status = 409
    code = "password_unchanged"

    def __init__(self) -> None:
        super().__init__("Escoja una contraseña distinta de la actual.")


class OtpRequired(ApiError):
    """The password is right, but the second-factor code is missing."""

    status = 401
    code = "otp_required"

    def __init__(self) -> None:
        super().__init__("Escriba el código de su segundo factor.")


class OtpWrong(ApiError):
    """The second-factor code is not the current one, or was used before."""

    status = 401
    code = "otp_wrong"

    def __init__(self) -> None:
        super().__init__("El código no sirve, o ya se usó: espere el siguiente.")


async def append_facts(connection: AsyncConnection, site: Site, actor: str, *facts: AnyFact) -> None:
    """Append access facts in the transaction of the change that they describe."""
    await outbox.put(connection, site.campaign, facts, actor=actor, site_version=site.version)


class SignInClient(NamedTuple):
    """The origin of a sign-in.

    Attributes:
        browser: the browser's token, empty if it has none.
    """

    address: str
    browser: str = ""


class SignInResult(NamedTuple):
    """A new session.

    Attributes:
        browser: the browser's token from now on.
    """

    token: str
    principal: Principal
    browser: str


class _PasswordAttempt(NamedTuple):
    """A verified password.

    Attributes:
        row: the user's, None if unknown.
        is_correct: whether the password matches.
        known: whether the user signed in before in this browser.
        attempts: its counts.
        wait_s: seconds that the next attempt must wait if this one fails.
    """

    row: Row[tuple[object, ...]] | None
    is_correct: bool
    known: bool
    attempts: Attempts
    wait_s: int


class SignIn:
    """Verifies credentials: to begin a session, and to confirm the identity of a signed-in user.

    Args:
        engine: PostgreSQL.
        redis: Valkey, which counts attempts.
        cipher: of second factors and names.
        site: the version in force.
        hashing_queue: limits concurrent hashing.
        second_factor_roles: roles that need a second factor.
        now: the wall clock.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        redis: Redis,
        cipher: FieldCipher,
        site: Site,
        *,
        hashing_queue: HashingQueue,
        second_factor_roles: frozenset[str],
        now: Callable[[], datetime],
    ) -> None:
        self._engine, self._redis, self._cipher, self._site = engine, redis, cipher, site
        self._hashing_queue, self._second_factor_roles, self._now = hashing_queue, second_factor_roles, now

    async def sign_in(self, user: str, password: str, otp: str | None, client: SignInClient) -> SignInResult:
        """Begin a session from the credentials as typed.

        Raises:
            LockedOut: too many attempts failed.
            SignInBusy: too many concurrent attempts.
            CredentialsWrong: unknown or disabled user, or wrong password.
            TemporaryPasswordExpired: the right password, but given too long ago.
            OtpRequired: a second-factor code is due.
            OtpWrong: the code is invalid.
        """
        tried = await self._try_password(user, password, client)
        row = tried.row
        if row is None or not tried.is_correct or row.disabled_at is not None:
            username, reason = "" if row is None else user, "disabled" if row and tried.is_correct else "password"
            await _record_refusal(self._engine, self._site, username, reason, tried.wait_s)
            raise CredentialsWrong
        if self._site.accounts.is_password_expired(row.temporary_password_since, self._now()):
            await tried.attempts.undo()
            await _record_refusal(self._engine, self._site, user, "expired", 0)
            raise TemporaryPasswordExpired
        try:
            await self._check_factor(row, otp, tried)
        except OtpRequired:
            await tried.attempts.undo()
            raise
        token, borne = await _begin_session(
            self._engine, self._site, row, password=password, browser=client.browser, now=self._now()
        )
        await tried.attempts.clear()
        return SignInResult(token, await self._authenticate(token), borne)

    async def _authenticate(self, token: str) -> Principal:
        principal = await sessions.authenticate_token(
            self._engine,
            self._cipher,
            self._site.campaign,
            token,
            by_cookie=False,
            second_factor_roles=self._second_factor_roles,
            now=self._now(),
        )
        if principal is None:
            raise CredentialsWrong
        return principal

    async def confirm_password(self, user: str, password: str, client: str) -> None:
        """Verify the password of a signed-in user; only their own session uses this budget.

        Raises:
            LockedOut: too many attempts failed.
            SignInBusy: too many concurrent attempts.
            CredentialsWrong: wrong password.
        """
        tried = await self._check_password(user, password, client, session_subjects(user), known=True)
        if not tried.is_correct:
            await _record_refusal(self._engine, self._site, user, "password", tried.wait_s)
            raise CredentialsWrong
        await tried.attempts.clear()

    async def confirm_code(self, user: str, code: str) -> None:
        """Verify the second factor of a signed-in user; `confirm_password` uses the same budget.

        Raises:
            LockedOut: too many attempts failed.
            OtpWrong: the code is invalid, or the user has no active factor.
        """
        attempts = Attempts(self._redis, self._site.campaign, self._cipher, session_subjects(user))
        wait_s = await attempts.begin()
        async with unit_of_work(self._engine) as connection:
            row = await users.find(connection, user)
            fits = (
                row is not None
                and row.otp_since is not None
                and await consume_code(connection, self._cipher, self._now(), user, code)
            )
        if not fits:
            await _record_refusal(self._engine, self._site, user, "second_factor", wait_s)
            raise OtpWrong
        await attempts.clear()

    async def _try_password(self, user: str, password: str, client: SignInClient) -> _PasswordAttempt:
        """Verify the password for a new session; a known browser has its own budget."""
        known = bool(client.browser) and await _is_known_browser(self._engine, self._now(), client.browser, user)
        subjects = (
            known_browser_subjects(user, sessions.token_digest(client.browser).hex())
            if known
            else unknown_browser_subjects(user, client.address)
        )
        return await self._check_password(user, password, client.address, subjects, known=known)

    async def _check_password(
        self, user: str, password: str, client: str, subjects: Sequence[LockoutSubject], *, known: bool
    ) -> _PasswordAttempt:
        """Verify a password in the hashing queue; a refused request neither counts nor reads any server."""
        attempts = Attempts(self._redis, self._site.campaign, self._cipher, subjects)
        source = network_prefix(client)
        async with self._hashing_queue.turn(source, self._now(), known=known):
            wait_s = await attempts.begin()
            async with unit_of_work(self._engine) as connection:
                row = await users.find(connection, user)
            right = await passwords.verify_password(None if row is None else row.password, password)
        if not right:
            self._hashing_queue.wrong.add(source, self._now())
        return _PasswordAttempt(row, right, known, attempts, wait_s)

    async def _check_factor(self, row: Row[tuple[object, ...]], otp: str | None, tried: _PasswordAttempt) -> None:
        if row.otp_since is None:
            return
        if not otp:
            raise OtpRequired
        codes = Attempts(
            self._redis, self._site.campaign, self._cipher, () if tried.known else second_factor_subjects(row.name)
        )
        wait_s = await codes.begin()
        async with unit_of_work(self._engine) as connection:
            fits = await consume_code(connection, self._cipher, self._now(), row.name, otp)
        if not fits:
            await _record_refusal(self._engine, self._site, row.name, "second_factor", max(wait_s, tried.wait_s))
            raise OtpWrong
        await codes.clear()


async def _is_known_browser(engine: AsyncEngine, now: datetime, browser: str, user: str) -> bool:
    async with unit_of_work(engine) as connection:
        return await known_browsers.is_known(connection, browser, user, now)


async def consume_code(connection: AsyncConnection, cipher: FieldCipher, now: datetime, user: str, code: str) -> bool:
    """Return whether a code is current and unused, and mark it used (RFC 6238, section 5.2)."""
    row = await users.find(connection, user, lock=True)
    if row is None or row.otp_secret is None:
        return False
    step = find_time_step(users.decrypt_otp_secret(user, row.otp_secret, cipher), code, now)
    if step is None or step <= row.otp_step:
        return False
    await users.update_columns(connection, user, otp_step=step)
    return True


def find_time_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the code's time step, if it is the current or an adjacent one; else None."""
    current = int(now.timestamp()) // TIME_STEP_S
    generator = pyotp.HOTP(secret)
    steps = (current, current - 1, current + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(code, generator.at(step))), None)


async def _begin_session(
    engine: AsyncEngine, site: Site, row: Row[tuple[object, ...]], *, password: str, browser: str, now: datetime
) -> tuple[str, str]:
    """Begin a session; return its token and the browser's."""
    changed: dict[str, object] = {"signed_in_at": now}
    if passwords.needs_rehash(row.password):
        changed["password"] = await passwords.hash_password(password)
    async with unit_of_work(engine) as connection:
        await users.update_columns(connection, row.name, **changed)
        token, _ = await sessions.begin(connection, row.name, now)
        borne = await known_browsers.remember(connection, browser, row.name, now)
        await append_facts(connection, site, f"user:{row.name}", SignedIn(user=row.name))
    return token, borne


async def _record_refusal(engine: AsyncEngine, site: Site, user: str, reason: str, wait_s: int) -> None:
    facts: list[AnyFact] = [SignInRefused(user=user, reason=reason)]  # type: ignore[arg-type]
    if wait_s:
        facts.append(SignInLocked(user=user, seconds=wait_s))
    async with unit_of_work(engine) as connection:
        await append_facts(connection, site, "system", *facts)
