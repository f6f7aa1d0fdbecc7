"""Entering: password, second factor, lock-out, session, and the facts of each.

Owns the order of the checks. It answers the same, after the same work, for a wrong password and an unknown user.
"""

from datetime import datetime

import pyotp
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import passwords, sessions, users
from agent_api.access.asking import Asking
from agent_api.access.lockout import Attempts
from agent_api.deps import Deps
from agent_api.errors import ApiError
from eventlog import outbox
from eventlog.facts import AnyFact, SignedIn, SignInLocked, SignInRefused
from storage.engine import unit_of_work

STEP_S = 30


class CredentialsWrong(ApiError):
    """No such user, or not that password; which of both is not said."""

    status = 401
    code = "credentials_wrong"

    def __init__(self) -> None:
        super().__init__("El usuario o la contraseña no son correctos.")


class PasswordUnchanged(ApiError):
    """The new password is the old one."""

    status = 409
    code = "password_unchanged"

    def __init__(self) -> None:
        super().__init__("Escoja una contraseña distinta de la actual.")


class OtpRequired(ApiError):
    """The password is right; the code of the second factor is missing."""

    status = 401
    code = "otp_required"

    def __init__(self) -> None:
        super().__init__("Escriba el código de su segundo factor.")


class OtpWrong(ApiError):
    """The code is not the one of now, or was used before."""

    status = 401
    code = "otp_wrong"

    def __init__(self) -> None:
        super().__init__("El código no sirve, o ya se usó: espere el siguiente.")


async def tell(connection: AsyncConnection, deps: Deps, actor: str, *facts: AnyFact) -> None:
    """Write facts of the door in the transaction that does what they tell."""
    await outbox.put(connection, deps.campaign, facts, actor=actor, site_version=deps.site.version)


async def sign_in(deps: Deps, user: str, password: str, otp: str | None, client: str) -> tuple[str, Asking]:
    """Begin a session.

    Args:
        deps: what the API is made over.
        user: as typed.
        password: as typed.
        otp: the code of the second factor, if given.
        client: the address of who asks.

    Returns:
        The session's token, and who entered.

    Raises:
        LockedOut: too many attempts failed.
        CredentialsWrong: no such user, or another password.
        OtpRequired: a code is due.
        OtpWrong: it does not hold.
    """
    attempts = Attempts(deps.redis, deps.campaign, deps.sealer)
    wait_s = await attempts.begin(user, client)
    async with unit_of_work(deps.engine) as connection:
        row = await users.find(connection, user)
    right = await passwords.is_right(None if row is None else row.password, password)
    if row is None or not right or row.disabled_at is not None:
        disabled = right and row is not None
        await _refused(deps, "" if row is None else user, "disabled" if disabled else "password", wait_s)
        raise CredentialsWrong
    try:
        await _check_factor(deps, row, otp, wait_s)
    except OtpRequired:
        await attempts.give_back(user, client)
        raise
    token = await _entered(deps, row, password)
    await attempts.clear(user, client)
    asking = await sessions.asking_of(deps, token, by_cookie=False)
    if asking is None:
        raise CredentialsWrong
    return token, asking


async def confirm(deps: Deps, user: str, password: str, client: str) -> None:
    """See that who already entered knows the password; guesses count as attempts to enter.

    Raises:
        LockedOut: too many attempts failed.
        CredentialsWrong: another password.
    """
    attempts = Attempts(deps.redis, deps.campaign, deps.sealer)
    wait_s = await attempts.begin(user, client)
    async with unit_of_work(deps.engine) as connection:
        row = await users.find(connection, user)
    if not await passwords.is_right(None if row is None else row.password, password):
        await _refused(deps, user, "password", wait_s)
        raise CredentialsWrong
    await attempts.clear(user, client)


async def _check_factor(deps: Deps, row: Row[tuple[object, ...]], otp: str | None, wait_s: int) -> None:
    if row.otp_since is None:
        return
    if not otp:
        raise OtpRequired
    async with unit_of_work(deps.engine) as connection:
        fits = await use_code(connection, deps, row.name, otp)
    if not fits:
        await _refused(deps, row.name, "second_factor", wait_s)
        raise OtpWrong


async def use_code(connection: AsyncConnection, deps: Deps, user: str, code: str) -> bool:
    """Whether a code is the user's now and was never used; it is used up (RFC 6238, section 5.2)."""
    row = await users.find(connection, user, lock=True)
    if row is None or row.otp_secret is None:
        return False
    step = step_of(users.opened_secret(user, row.otp_secret, deps.sealer), code, deps.now())
    if step is None or step <= row.otp_step:
        return False
    await users.change(connection, user, otp_step=step)
    return True


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to, if it is the one of now or of a step beside it; None if it is none."""
    current = int(now.timestamp()) // STEP_S
    generator = pyotp.HOTP(secret)
    steps = (current, current - 1, current + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(code, generator.at(step))), None)


async def _entered(deps: Deps, row: Row[tuple[object, ...]], password: str) -> str:
    now = deps.now()
    changed: dict[str, object] = {"signed_in_at": now}
    if passwords.is_outdated(row.password):
        changed["password"] = await passwords.hashed(password)
    async with unit_of_work(deps.engine) as connection:
        await users.change(connection, row.name, **changed)
        token, _ = await sessions.begin(connection, row.name, now)
        await tell(connection, deps, f"user:{row.name}", SignedIn(user=row.name))
    return token


async def _refused(deps: Deps, user: str, reason: str, wait_s: int) -> None:
    facts: list[AnyFact] = [SignInRefused(user=user, reason=reason)]  # type: ignore[arg-type]
    if wait_s:
        facts.append(SignInLocked(user=user, seconds=wait_s))
    async with unit_of_work(deps.engine) as connection:
        await tell(connection, deps, "system", *facts)
