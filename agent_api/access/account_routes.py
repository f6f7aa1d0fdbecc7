"""``/api/v1/session`` and ``/api/v1/me``: entering, and what is one's own."""

from datetime import timedelta
from typing import Literal, TypedDict, cast

import pyotp
from fastapi import APIRouter, Request, Response, status

from agent_api.access import metrics, sessions, sign_in, users
from agent_api.access.credentials import known_browsers, passwords, second_factor_enrolment, sip_credentials
from agent_api.access.credentials.password_strength import refuse_guessable
from agent_api.access.guard import COOKIE, CurrentPrincipal
from agent_api.access.limits.lockout import Attempts, session_subjects
from agent_api.access.principal import Forbidden, Principal
from agent_api.access.schemas import (
    Code,
    Credentials,
    FactorSetUp,
    Me,
    OpenSession,
    PasswordChange,
    Phone,
    PhonePassword,
    PhoneToken,
    SessionBegun,
    SessionNow,
)
from agent_api.access.sign_in import OtpWrong, append_facts
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import NotFound
from agent_api.kit.permissions import PUBLIC, SIGNED_IN, requires
from agent_api.kit.ports import browser_phone
from agent_api.kit.problems import responses
from eventlog.facts import (
    PasswordChanged,
    PhonePasswordChanged,
    SecondFactorChanged,
    SessionRevoked,
    SignedOut,
)
from storage.postgres.engine import unit_of_work

router = APIRouter(prefix="/api/v1", tags=["acceso"])
_COOKIE_S = int(timedelta(hours=12).total_seconds())
_BROWSER_S = int(known_browsers.VALIDITY.total_seconds())


class _CookieAttributes(TypedDict):
    secure: bool
    httponly: bool
    samesite: Literal["strict"]


@router.post(
    "/session", status_code=status.HTTP_201_CREATED, responses=responses(401, 422, 429, 503), summary="Iniciar sesión"
)
@requires(PUBLIC)
async def begin_session(deps: ContextDep, request: Request, response: Response, said: Credentials) -> SessionBegun:
    """Con usuario y contraseña, y el código del segundo factor si lo tiene."""
    with metrics.count_sign_in(deps.door):
        client = sign_in.SignInClient(client_address(request), request.cookies.get(known_browsers.COOKIE, ""))
        entered = await sign_in.sign_in(deps, said.username, said.password, said.otp, client)
    kept = _cookie_attributes(request)
    response.set_cookie(COOKIE, entered.token, max_age=_COOKIE_S, path="/", **kept)
    browser_path = known_browsers.COOKIE_PATH
    response.set_cookie(known_browsers.COOKIE, entered.browser, max_age=_BROWSER_S, path=browser_path, **kept)
    who = entered.who
    return SessionBegun(token=entered.token, user=who.user, name=who.name, roles=sorted(who.roles))


def _cookie_attributes(request: Request) -> _CookieAttributes:
    """Return what every cookie has: no script reads it, and no other site causes it to be sent."""
    return {"secure": request.url.scheme == "https", "httponly": True, "samesite": "strict"}


def client_address(request: Request) -> str:
    """The address of who asks; behind a proxy that is trusted, what that one says."""
    return request.client.host if request.client else ""


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT, summary="Cerrar la sesión")
@requires(SIGNED_IN)
async def end_session(deps: ContextDep, who: CurrentPrincipal, response: Response) -> None:
    """La de esta solicitud. Un asesor sin otra sesión queda fuera de turno; si tiene una llamada, cuando la termine."""
    async with unit_of_work(deps.engine) as connection:
        await sessions.revoke(connection, who.user, only=who.session)
        await append_facts(connection, deps.site, who.actor, SignedOut(user=who.user))
    if "asesor" in who.roles:
        await deps.handlers.after_sign_out(deps.engine, deps.router, who.user, deps.now())
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@router.get("/session", responses=responses(503), summary="Si hay una sesión, y de quién")
@requires(PUBLIC)
async def tell_session(deps: ContextDep, request: Request) -> SessionNow:
    """Responde también a quien no ha ingresado: sin sesión, `account` es null."""
    who = cast(Principal | None, getattr(request.state, "asking", None))
    if who is None or who.scopes is not None:
        return SessionNow(account=None)
    return SessionNow(account=await _describe_account(deps, who))


@router.get("/me", summary="Quién soy y qué puedo hacer")
@requires(SIGNED_IN)
async def tell_me(deps: ContextDep, who: CurrentPrincipal) -> Me:
    """La persona de la sesión."""
    return await _describe_account(deps, who)


async def _describe_account(deps: ApiContext, who: Principal) -> Me:
    advisor = who.user if "asesor" in who.roles else None
    registered = who.may("phone.own") and await deps.phone_of(who.user) is not None
    return Me(
        user=who.user,
        name=who.name,
        roles=sorted(who.roles),
        permissions=sorted(who.permissions),
        advisor=advisor,
        phone=Phone(registered=registered, browser=who.may("phone.own") and deps.browser_phone is not None),
        campaign=deps.campaign,
        second_factor=who.second_factor,
        second_factor_due=who.factor_missing,
        password_change_due=who.password_due,
        system_warnings=["antivirus_missing"] if deps.antivirus is None and who.may("users.manage") else [],
    )


@router.post(
    "/me/password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(409, 429),
    summary="Cambiar la contraseña propia",
)
@requires(SIGNED_IN)
async def change_password(deps: ContextDep, who: CurrentPrincipal, request: Request, said: PasswordChange) -> None:
    """Las demás sesiones se cierran. Quien tiene una temporal no puede hacer nada más hasta cambiarla."""
    await sign_in.confirm_password(deps, who.user, said.current, client_address(request))
    if said.new == said.current:
        raise sign_in.PasswordUnchanged
    await refuse_guessable(said.new, "new", (who.user, who.name))
    fresh = await passwords.hash_password(said.new)
    async with unit_of_work(deps.engine) as connection:
        await users.update_columns(connection, who.user, password=fresh, must_change_password=False)
        await sessions.revoke(connection, who.user, but=who.session)
        await known_browsers.forget(connection, who.user, but=request.cookies.get(known_browsers.COOKIE, ""))
        await append_facts(connection, deps.site, who.actor, PasswordChanged(user=who.user))


@router.post("/me/second-factor", responses=responses(429), summary="Activar el segundo factor (TOTP, RFC 6238)")
@requires(SIGNED_IN)
async def set_up_factor(deps: ContextDep, who: CurrentPrincipal, said: Code) -> FactorSetUp:
    """Con el código de activación que dio un administrador da un secreto; con un código de ese secreto, queda activo.

    Los códigos de activación equivocados hacen esperar, como las contraseñas equivocadas.
    """
    attempts = Attempts(deps.redis, deps.campaign, deps.sealer, session_subjects(who.user))
    guesses = said.code is None and bool(said.enrolment_code)
    if guesses:
        await attempts.begin()
    found = await _set_up_factor(deps, who, said)
    if guesses:
        await attempts.clear()
    return found


async def _set_up_factor(deps: ApiContext, who: Principal, said: Code) -> FactorSetUp:
    async with unit_of_work(deps.engine) as connection:
        row = await users.find(connection, who.user, lock=True)
        if row is None or row.otp_since is not None:
            raise Forbidden("Ya tiene un segundo factor: retírelo antes de activar otro.")
        if said.code is None:
            second_factor_enrolment.check_code(row, said.enrolment_code, deps.now())
            secret = pyotp.random_base32()
            await users.update_columns(
                connection, who.user, otp_secret=users.encrypt_otp_secret(who.user, secret, deps.sealer), otp_step=0
            )
            uri = pyotp.TOTP(secret).provisioning_uri(name=who.user, issuer_name="Atención")
            return FactorSetUp(active=False, secret=secret, uri=uri)
        if not await sign_in.consume_code(connection, deps.sealer, deps.now(), who.user, said.code):
            raise OtpWrong
        await users.update_columns(
            connection, who.user, otp_since=deps.now(), enrolment_digest=None, enrolment_until=None
        )
        await append_facts(connection, deps.site, who.actor, SecondFactorChanged(user=who.user, active=True))
    return FactorSetUp(active=True)


@router.delete(
    "/me/second-factor",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(400, 429),
    summary="Retirar el segundo factor",
)
@requires(SIGNED_IN)
async def take_factor_away(deps: ContextDep, who: CurrentPrincipal, said: Code) -> None:
    """Con un código vigente; quien por su rol lo necesita no puede. Los intentos cuentan como los de entrar."""
    if users.needs_second_factor(who.roles, deps.second_factor_roles):
        raise Forbidden("Su rol exige un segundo factor.")
    await sign_in.confirm_code(deps, who.user, said.code or "")
    async with unit_of_work(deps.engine) as connection:
        await users.update_columns(connection, who.user, otp_secret=None, otp_since=None)
        await append_facts(connection, deps.site, who.actor, SecondFactorChanged(user=who.user, active=False))


@router.post("/me/phone-password", summary="Una clave nueva para mi teléfono")
@requires("phone.own")
async def change_phone_password(deps: ContextDep, who: CurrentPrincipal) -> PhonePassword:
    """Se muestra una sola vez."""
    if who.scopes is not None:
        raise Forbidden
    password = passwords.random_password()
    async with unit_of_work(deps.engine) as connection:
        await sip_credentials.set_password(connection, deps.sealer, who.user, password)
        await append_facts(connection, deps.site, who.actor, PhonePasswordChanged(user=who.user))
    return PhonePassword.at(deps.sip_address, who.user, password)


@router.post("/me/phone-token", responses=responses(409), summary="Atender por este navegador")
@requires("phone.own")
async def begin_browser_phone(deps: ContextDep, who: CurrentPrincipal, response: Response) -> PhoneToken:
    """Un pase de una hora para recibir llamadas en el navegador; con otro antes de que venza se sigue."""
    if who.scopes is not None:
        raise Forbidden
    token, until = await browser_phone.require_browser_phone(deps.browser_phone).begin(who.user)
    response.headers["Cache-Control"] = "no-store"
    return PhoneToken(token=token, identity=who.user, expires_at=until)


@router.delete(
    "/me/phone-token",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(409),
    summary="Dejar de atender por el navegador",
)
@requires("phone.own")
async def end_browser_phone(deps: ContextDep, who: CurrentPrincipal) -> None:
    """Ya no le timbra; repetirlo no cambia nada."""
    if who.scopes is not None:
        raise Forbidden
    await browser_phone.require_browser_phone(deps.browser_phone).end(who.user)


@router.get("/me/sessions", summary="Mis sesiones")
@requires(SIGNED_IN)
async def list_sessions(deps: ContextDep, who: CurrentPrincipal) -> list[OpenSession]:
    """Las que no han terminado."""
    async with unit_of_work(deps.engine) as connection:
        found = (await connection.execute(sessions.open_sessions(who.user, deps.now()))).all()
    return [
        OpenSession(id=each.id, began_at=each.began_at, seen_at=each.seen_at, this=each.id == who.session)
        for each in found
    ]


@router.delete(
    "/me/sessions/{session_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404),
    summary="Cerrar una sesión mía",
)
@requires(SIGNED_IN)
async def revoke_session(deps: ContextDep, who: CurrentPrincipal, session_id: str) -> None:
    """Por ejemplo, la que quedó abierta en otro computador."""
    async with unit_of_work(deps.engine) as connection:
        if not await sessions.revoke(connection, who.user, only=session_id):
            raise NotFound("No tiene ninguna sesión así.")
        await append_facts(connection, deps.site, who.actor, SessionRevoked(user=who.user, sessions=1))
