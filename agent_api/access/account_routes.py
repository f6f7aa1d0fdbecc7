"""``/api/v1/session`` and ``/api/v1/me``: sign-in, and the user's own account, phone and sessions."""

from datetime import timedelta
from typing import Literal, TypedDict, cast

import pyotp
from fastapi import APIRouter, Request, Response, status

from agent_api.access import metrics, sessions, sign_in, users
from agent_api.access.credentials import known_browsers, passwords, second_factor_enrolment, sip_credentials
from agent_api.access.credentials.password_strength import refuse_guessable
from agent_api.access.guard import COOKIE, CurrentPrincipal
from agent_api.access.limits.hashing_queue import HashingQueue
from agent_api.access.limits.lockout import Attempts, session_subjects
from agent_api.access.principal import Forbidden, Principal
from agent_api.access.schemas import (
    Credentials,
    Me,
    OpenSession,
    PasswordChange,
    Phone,
    PhonePassword,
    PhoneToken,
    SecondFactorCode,
    SecondFactorState,
    SessionState,
    SessionToken,
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
async def begin_session(
    context: ContextDep, request: Request, response: Response, credentials: Credentials
) -> SessionToken:
    """Con usuario y contraseña, y el código del segundo factor si lo tiene."""
    with metrics.count_sign_in(context.access_counts):
        client = sign_in.SignInClient(client_address(request), request.cookies.get(known_browsers.COOKIE, ""))
        entered = await sign_in_of(context).sign_in(credentials.username, credentials.password, credentials.otp, client)
    attributes = _cookie_attributes(request)
    response.set_cookie(COOKIE, entered.token, max_age=_COOKIE_S, path="/", **attributes)
    browser_path = known_browsers.COOKIE_PATH
    response.set_cookie(known_browsers.COOKIE, entered.browser, max_age=_BROWSER_S, path=browser_path, **attributes)
    principal = entered.principal
    return SessionToken(token=entered.token, user=principal.user, name=principal.name, roles=sorted(principal.roles))


def sign_in_of(context: ApiContext) -> sign_in.SignIn:
    """Build the sign-in service of a request."""
    return sign_in.SignIn(
        context.engine,
        context.redis,
        context.cipher,
        context.site,
        hashing_queue=context.service(HashingQueue),
        second_factor_roles=context.second_factor_roles,
        now=context.now,
    )


def _cookie_attributes(request: Request) -> _CookieAttributes:
    """Return the attributes of every cookie: hidden from scripts, never sent by another site."""
    return {"secure": request.url.scheme == "https", "httponly": True, "samesite": "strict"}


def client_address(request: Request) -> str:
    """Return the client's IP address; behind a trusted proxy, the address that the proxy reports."""
    return request.client.host if request.client else ""


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT, summary="Cerrar la sesión")
@requires(SIGNED_IN)
async def end_session(context: ContextDep, principal: CurrentPrincipal, response: Response) -> None:
    """La de esta solicitud. Un asesor sin otra sesión queda fuera de turno; si tiene una llamada, cuando la termine."""
    async with unit_of_work(context.engine) as connection:
        await sessions.revoke(connection, principal.user, only=principal.session)
        await append_facts(connection, context.site, principal.actor, SignedOut(user=principal.user))
    if "asesor" in principal.roles:
        await context.handlers.after_sign_out(context.engine, context.router, principal.user, context.now())
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@router.get("/session", responses=responses(503), summary="Si hay una sesión, y de quién")
@requires(PUBLIC)
async def tell_session(context: ContextDep, request: Request) -> SessionState:
    """Responde también a quien no ha ingresado: sin sesión, `account` es null."""
    principal = cast(Principal | None, getattr(request.state, "asking", None))
    if principal is None or principal.scopes is not None:
        return SessionState(account=None)
    return SessionState(account=await _describe_account(context, principal))


@router.get("/me", summary="Quién soy y qué puedo hacer")
@requires(SIGNED_IN)
async def tell_me(context: ContextDep, principal: CurrentPrincipal) -> Me:
    """La persona de la sesión."""
    return await _describe_account(context, principal)


async def _describe_account(context: ApiContext, principal: Principal) -> Me:
    advisor = principal.user if "asesor" in principal.roles else None
    registered = principal.has_permission("phone.own") and await context.find_phone_address(principal.user) is not None
    return Me(
        user=principal.user,
        name=principal.name,
        roles=sorted(principal.roles),
        permissions=sorted(principal.permissions),
        advisor=advisor,
        phone=Phone(
            registered=registered, browser=principal.has_permission("phone.own") and context.browser_phone is not None
        ),
        campaign=context.campaign,
        second_factor=principal.second_factor,
        second_factor_due=principal.second_factor_due,
        password_change_due=principal.password_change_due,
        system_warnings=["antivirus_missing"]
        if context.antivirus is None and principal.has_permission("users.manage")
        else [],
    )


@router.post(
    "/me/password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(409, 429),
    summary="Cambiar la contraseña propia",
)
@requires(SIGNED_IN)
async def change_password(
    context: ContextDep, principal: CurrentPrincipal, request: Request, form: PasswordChange
) -> None:
    """Las demás sesiones se cierran. Quien tiene una temporal no puede hacer nada más hasta cambiarla."""
    await sign_in_of(context).confirm_password(principal.user, form.current, client_address(request))
    if form.new == form.current:
        raise sign_in.PasswordUnchanged
    await refuse_guessable(form.new, "new", (principal.user, principal.name))
    fresh = await passwords.hash_password(form.new)
    async with unit_of_work(context.engine) as connection:
        columns = users.password_columns(context.now(), must_change=False)
        await users.update_columns(connection, principal.user, password=fresh, **columns)
        await sessions.revoke(connection, principal.user, except_session=principal.session)
        await known_browsers.forget(
            connection, principal.user, except_token=request.cookies.get(known_browsers.COOKIE, "")
        )
        await append_facts(connection, context.site, principal.actor, PasswordChanged(user=principal.user))


@router.post("/me/second-factor", responses=responses(429), summary="Activar el segundo factor (TOTP, RFC 6238)")
@requires(SIGNED_IN)
async def set_up_factor(context: ContextDep, principal: CurrentPrincipal, form: SecondFactorCode) -> SecondFactorState:
    """Con el código de activación que dio un administrador da un secreto; con un código de ese secreto, queda activo.

    Los códigos de activación equivocados hacen esperar, como las contraseñas equivocadas.
    """
    attempts = Attempts(context.redis, context.campaign, context.cipher, session_subjects(principal.user))
    guesses = form.code is None and bool(form.enrolment_code)
    if guesses:
        await attempts.begin()
    factor = await _set_up_factor(context, principal, form)
    if guesses:
        await attempts.clear()
    return factor


async def _set_up_factor(context: ApiContext, principal: Principal, form: SecondFactorCode) -> SecondFactorState:
    async with unit_of_work(context.engine) as connection:
        row = await users.find(connection, principal.user, lock=True)
        if row is None or row.otp_since is not None:
            raise Forbidden("Ya tiene un segundo factor: retírelo antes de activar otro.")
        if form.code is None:
            second_factor_enrolment.check_code(row, form.enrolment_code, context.now())
            secret = pyotp.random_base32()
            await users.update_columns(
                connection,
                principal.user,
                otp_secret=users.encrypt_otp_secret(principal.user, secret, context.cipher),
                otp_step=0,
            )
            uri = pyotp.TOTP(secret).provisioning_uri(name=principal.user, issuer_name="Atención")
            return SecondFactorState(active=False, secret=secret, uri=uri)
        if not await sign_in.consume_code(connection, context.cipher, context.now(), principal.user, form.code):
            raise OtpWrong
        await users.update_columns(
            connection, principal.user, otp_since=context.now(), enrolment_digest=None, enrolment_until=None
        )
        await append_facts(
            connection, context.site, principal.actor, SecondFactorChanged(user=principal.user, active=True)
        )
    return SecondFactorState(active=True)


@router.delete(
    "/me/second-factor",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(400, 429),
    summary="Retirar el segundo factor",
)
@requires(SIGNED_IN)
async def take_factor_away(context: ContextDep, principal: CurrentPrincipal, form: SecondFactorCode) -> None:
    """Con un código vigente; quien por su rol lo necesita no puede. Los intentos cuentan como los de entrar."""
    if users.needs_second_factor(principal.roles, context.second_factor_roles):
        raise Forbidden("Su rol exige un segundo factor.")
    await sign_in_of(context).confirm_code(principal.user, form.code or "")
    async with unit_of_work(context.engine) as connection:
        await users.update_columns(connection, principal.user, otp_secret=None, otp_since=None)
        await append_facts(
            connection, context.site, principal.actor, SecondFactorChanged(user=principal.user, active=False)
        )


@router.post("/me/phone-password", summary="Una clave nueva para mi teléfono")
@requires("phone.own")
async def change_phone_password(context: ContextDep, principal: CurrentPrincipal) -> PhonePassword:
    """Se muestra una sola vez."""
    if principal.scopes is not None:
        raise Forbidden
    password = passwords.random_password()
    async with unit_of_work(context.engine) as connection:
        await sip_credentials.set_password(connection, context.cipher, principal.user, password)
        await append_facts(connection, context.site, principal.actor, PhonePasswordChanged(user=principal.user))
    return PhonePassword.for_phone(context.sip_address, principal.user, password)


@router.post("/me/phone-token", responses=responses(409), summary="Atender por este navegador")
@requires("phone.own")
async def begin_browser_phone(context: ContextDep, principal: CurrentPrincipal, response: Response) -> PhoneToken:
    """Un pase de una hora para recibir llamadas en el navegador; con otro antes de que venza se sigue."""
    if principal.scopes is not None:
        raise Forbidden
    token, until = await browser_phone.require_browser_phone(context.browser_phone).begin(principal.user)
    response.headers["Cache-Control"] = "no-store"
    return PhoneToken(token=token, identity=principal.user, expires_at=until)


@router.delete(
    "/me/phone-token",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(409),
    summary="Dejar de atender por el navegador",
)
@requires("phone.own")
async def end_browser_phone(context: ContextDep, principal: CurrentPrincipal) -> None:
    """Ya no le timbra; repetirlo no cambia nada."""
    if principal.scopes is not None:
        raise Forbidden
    await browser_phone.require_browser_phone(context.browser_phone).end(principal.user)


@router.get("/me/sessions", summary="Mis sesiones")
@requires(SIGNED_IN)
async def list_sessions(context: ContextDep, principal: CurrentPrincipal) -> list[OpenSession]:
    """Las que no han terminado."""
    async with unit_of_work(context.engine) as connection:
        rows = (await connection.execute(sessions.open_sessions(principal.user, context.now()))).all()
    return [
        OpenSession(id=each.id, began_at=each.began_at, seen_at=each.seen_at, this=each.id == principal.session)
        for each in rows
    ]


@router.delete(
    "/me/sessions/{session_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404),
    summary="Cerrar una sesión mía",
)
@requires(SIGNED_IN)
async def revoke_session(context: ContextDep, principal: CurrentPrincipal, session_id: str) -> None:
    """Por ejemplo, la que quedó abierta en otro computador."""
    async with unit_of_work(context.engine) as connection:
        if not await sessions.revoke(connection, principal.user, only=session_id):
            raise NotFound("No tiene ninguna sesión así.")
        await append_facts(connection, context.site, principal.actor, SessionRevoked(user=principal.user, sessions=1))
