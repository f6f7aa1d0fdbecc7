"""``/api/v1/users``: the users, for administrators."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, status
from fastapi.responses import JSONResponse

from agent_api.access import user_admin
from agent_api.access.account_routes import client_address, sign_in_of
from agent_api.access.credentials import passwords
from agent_api.access.guard import CurrentPrincipal
from agent_api.access.permissions import permissions_of
from agent_api.access.principal import Forbidden, Principal
from agent_api.access.schemas import (
    DisableForm,
    EnrolmentCode,
    NewUser,
    PasswordResetForm,
    PendingRights,
    PhonePassword,
    ProofForm,
    RoleGrant,
    Roles,
    TemporaryPassword,
    User,
    UserCreated,
)
from agent_api.access.step_up import step_up
from agent_api.access.users import USERNAME, needs_second_factor
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import ApiError
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.rights.approval_policy import RightsRequest
from agent_api.rights.presenters import present_request
from agent_api.rights.service import GrantService
from agent_api.roster.queries import find_assigned_queues
from storage.postgres.engine import read_connection

NO_STORE = {"Cache-Control": "no-store"}
"""For responses with a password that is shown once."""
router = APIRouter(prefix="/api/v1", tags=["acceso"])
Name = Annotated[str, Path(pattern=USERNAME)]


def _staff(context: ApiContext, principal: Principal) -> user_admin.UserAdmin:
    return user_admin.UserAdmin(
        context.engine, context.cipher, context.campaign, context.site.version, principal.actor, redis=context.redis
    )


def grant_service(context: ApiContext, principal: Principal) -> GrantService:
    """Return the service that grants rights on behalf of the requesting user."""
    return GrantService(_staff(context, principal), principal.user, rules=context.site.rights, now=context.now())


class AdministratorProtected(ApiError):
    """An administrator cannot take over another administrator's account."""

    status = 403
    code = "administrator_protected"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} administra usuarios o tokens: su contraseña y su segundo factor se dan en el servidor, con "
            "«atencion user»."
        )


async def _refuse_administrators(context: ApiContext, principal: Principal, name: str) -> None:
    """Raise AdministratorProtected if one person would get another administrator's account."""
    if not context.site.rights.two_persons:
        return
    async with read_connection(context.engine) as connection:
        if await _staff(context, principal).has_privileged_role(connection, name, context.now()):
            raise AdministratorProtected(name)


def _approval_answer(rights_request: RightsRequest | None) -> Response:
    """Return 204 for a completed change, or 202 with the request that a second person must approve."""
    if rights_request is None:
        return Response(status_code=status.HTTP_204_NO_CONTENT)
    return JSONResponse(present_request(rights_request).model_dump(mode="json"), status.HTTP_202_ACCEPTED)


_APPROVAL_RESPONSE: dict[int | str, dict[str, Any]] = {
    202: {"model": PendingRights, "description": "Falta que otra persona lo apruebe."}
}


def _refuse_tokens(principal: Principal) -> None:
    """Raise Forbidden for a service token: a person must be responsible for the change."""
    if principal.scopes is not None:
        raise Forbidden("Esto lo hace una persona con su sesión, no un token de servicio.")


def _refuse_own(principal: Principal, name: str, detail: str) -> None:
    """Raise Forbidden if users would bypass their own password or second factor, and for a token."""
    _refuse_tokens(principal)
    if name == principal.user:
        raise Forbidden(detail)


@router.get("/users", summary="Los usuarios")
@requires("users.manage")
async def list_users(context: ContextDep) -> list[User]:
    """Todos, con sus roles de hoy en esta campaña."""
    users = await user_admin.list_users(context.engine, context.cipher, context.campaign, context.now())
    queues = await _queue_names(context, [fields["user"] for fields in users])
    return [User(**fields, queues=queues[fields["user"]]) for fields in users]


async def _queue_names(context: ApiContext, users: Collection[str]) -> dict[str, list[str]]:
    assigned = await find_assigned_queues(context.engine, context.site, users)
    return {user: [context.site.queues[each].name for each in levels] for user, levels in assigned.items()}


@router.post(
    "/users",
    status_code=status.HTTP_201_CREATED,
    responses=responses(409, 429),
    summary="Crear un usuario",
)
@requires("users.manage")
async def create_user(
    context: ContextDep, principal: CurrentPrincipal, request: Request, response: Response, form: NewUser
) -> UserCreated:
    """Con sus roles y una contraseña temporal, que debe cambiar la primera vez que entre.

    Los roles que administran usuarios o tokens, y los que diga el sitio, esperan a que otra persona los apruebe.
    """
    await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    response.headers.update(NO_STORE)
    made = passwords.temporary_password() if form.password is None else None
    rights_request, code = await grant_service(context, principal).create(
        form.user,
        form.name,
        made or str(form.password),
        [each.model_dump() for each in form.roles],
        enrolled=needs_second_factor([each.role for each in form.roles], context.second_factor_roles),
    )
    pending = rights_request.target.split() if rights_request else []
    granted = [each for each in form.roles if each.role not in pending]
    return UserCreated(
        user=form.user,
        name=form.name,
        roles=sorted({each.role for each in granted}),
        grants=[RoleGrant(**each.model_dump()) for each in granted],
        disabled=False,
        second_factor=False,
        must_change_password=True,
        signed_in_at=None,
        phone="phone.own" in permissions_of(each.role for each in granted),
        queues=(await _queue_names(context, (form.user,)))[form.user],
        temporary_password=made,
        enrolment_code=code,
        pending_roles=pending,
    )


@router.put(
    "/users/{name}/roles",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={**_APPROVAL_RESPONSE, **responses(404, 429)},
    summary="Cambiar los roles de un usuario",
)
@requires("users.manage")
async def change_roles(
    context: ContextDep, principal: CurrentPrincipal, request: Request, name: Name, form: Roles
) -> Response:
    """Quedan estos y ningún otro. Nadie cambia los propios.

    Los que administran usuarios o tokens, y los que diga el sitio, esperan a que otra persona los apruebe; lo demás
    vale ya.
    """
    if name == principal.user:
        raise Forbidden("Nadie puede cambiar sus propios roles: pídaselo a otro administrador.")
    await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    return _approval_answer(
        await grant_service(context, principal).set_roles(name, [each.model_dump() for each in form.roles])
    )


@router.post(
    "/users/{name}/disable",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404, 429),
    summary="Inhabilitar a un usuario",
)
@requires("users.manage")
async def disable_user(
    context: ContextDep, principal: CurrentPrincipal, request: Request, name: Name, form: DisableForm | None = None
) -> None:
    """Sus sesiones se cierran, sale de las colas y los tokens de servicio que expidió se revocan.

    De un token puede responder en adelante quien inhabilita, si otra persona lo aprueba; si no, termina a las 24 horas.
    """
    if name == principal.user:
        raise Forbidden("Nadie puede inhabilitarse a sí mismo.")
    taking_over = form.take_over if form else []
    if form and taking_over:
        await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    await grant_service(context, principal).disable(name, taking_over, principal.permissions)
    await context.router.go_offline(name, principal.actor)


@router.post(
    "/users/{name}/enable",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={**_APPROVAL_RESPONSE, **responses(404, 409)},
    summary="Habilitar de nuevo a un usuario",
)
@requires("users.manage")
async def enable_user(context: ContextDep, principal: CurrentPrincipal, name: Name) -> Response:
    """Entra otra vez, con la contraseña y los roles que tenía; si alguno se da entre dos, otra persona lo aprueba."""
    _refuse_tokens(principal)
    return _approval_answer(await grant_service(context, principal).enable(name))


@router.post(
    "/users/{name}/password",
    responses=responses(404),
    summary="Dar a un usuario una contraseña temporal",
)
@requires("users.manage")
async def reset_password(
    context: ContextDep, principal: CurrentPrincipal, response: Response, name: Name, form: PasswordResetForm
) -> TemporaryPassword:
    """Debe cambiarla al entrar. Sus sesiones se cierran, y ya no espera si había fallado muchas veces."""
    _refuse_own(principal, name, "Su propia contraseña se cambia en «Su cuenta», con la actual.")
    await _refuse_administrators(context, principal, name)
    response.headers.update(NO_STORE)
    made = passwords.temporary_password() if form.password is None else None
    await _staff(context, principal).set_password(name, made or str(form.password), now=context.now())
    await context.router.go_offline(name, principal.actor)
    return TemporaryPassword(user=name, password=made)


@router.delete(
    "/users/{name}/second-factor",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404, 409),
    summary="Retirar el segundo factor de quien perdió su celular",
)
@requires("users.manage")
async def reset_second_factor(context: ContextDep, principal: CurrentPrincipal, name: Name) -> None:
    """Sus sesiones se cierran; si su rol lo exige, activa otro al entrar, con un código de activación."""
    _refuse_own(principal, name, "Su propio segundo factor lo retira otro administrador.")
    await _refuse_administrators(context, principal, name)
    await _staff(context, principal).reset_second_factor(name)
    await context.router.go_offline(name, principal.actor)


@router.post(
    "/users/{name}/enrolment-code",
    responses=responses(404, 409, 429),
    summary="Dar a un usuario un código para activar el segundo factor",
)
@requires("users.manage")
async def issue_enrolment_code(
    context: ContextDep,
    principal: CurrentPrincipal,
    request: Request,
    response: Response,
    *,
    name: Name,
    form: ProofForm,
) -> EnrolmentCode:
    """Se muestra una sola vez y sirve una vez, siete días; el anterior deja de servir."""
    _refuse_own(principal, name, "Su propio código lo da otro administrador, o quien administra el servidor.")
    await _refuse_administrators(context, principal, name)
    await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    response.headers.update(NO_STORE)
    code, until = await _staff(context, principal).issue_enrolment_code(name, context.now())
    return EnrolmentCode(user=name, code=code, expires_at=until)


@router.post(
    "/users/{name}/phone-password",
    responses=responses(404),
    summary="Dar una clave nueva al teléfono de un usuario",
)
@requires("users.manage")
async def reset_phone_password(
    context: ContextDep, principal: CurrentPrincipal, response: Response, name: Name
) -> PhonePassword:
    """Se muestra una sola vez; la anterior deja de servir."""
    _refuse_own(principal, name, "La clave de su propio teléfono se genera en «Su cuenta».")
    response.headers.update(NO_STORE)
    password = passwords.random_password()
    await _staff(context, principal).set_phone_password(name, password)
    return PhonePassword.for_phone(context.sip_address, name, password)
