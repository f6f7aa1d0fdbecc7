"""``/api/v1/users`` and ``/api/v1/tokens``: who may enter, by whoever is trusted with it."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response, status
from sqlalchemy import delete, insert, select

from agent_api.access import passwords, sessions, staff
from agent_api.access.asking import Asking, Forbidden
from agent_api.access.door import tell
from agent_api.access.guard import Who
from agent_api.access.permissions import permissions_of
from agent_api.access.schemas import (
    Granted,
    NewToken,
    NewUser,
    PasswordReset,
    PhonePassword,
    Roles,
    TemporaryPassword,
    Token,
    User,
    UserCreated,
)
from agent_api.access.users import USERNAME
from agent_api.advisors.presence import queues_of
from agent_api.deps import Deps
from agent_api.errors import NotFound
from agent_api.given import Given
from agent_api.problems import responses
from config.site import Site
from eventlog.facts import TokenIssued, TokenRevoked
from storage.engine import unit_of_work
from storage.tables import service_token

NOT_KEPT = {"Cache-Control": "no-store"}
"""Beside a password that is shown once."""
router = APIRouter(prefix="/api/v1", tags=["acceso"])
Name = Annotated[str, Path(pattern=USERNAME)]


def _staff(deps: Deps, who: Asking) -> staff.Staff:
    return staff.Staff(deps.engine, deps.sealer, deps.campaign, deps.site.version, who.actor, redis=deps.redis)


def _refuse_tokens(who: Asking) -> None:
    """Raise Forbidden for a service token: a system opens no door that a person has to answer for."""
    if who.scopes is not None:
        raise Forbidden("Esto lo hace una persona con su sesión, no un token de servicio.")


def _refuse_own(who: Asking, name: str, detail: str) -> None:
    """Raise Forbidden where someone would go around their own password or second factor, and for a token."""
    _refuse_tokens(who)
    if name == who.user:
        raise Forbidden(detail)


@router.get("/users", summary="Los usuarios")
async def list_users(deps: Given) -> list[User]:
    """Todos, con sus roles de hoy en esta campaña."""
    found = await staff.everybody(deps.engine, deps.sealer, deps.campaign, deps.now())
    return [User(**fields, queues=_queues(deps.site, fields["user"])) for fields in found]


def _queues(site: Site, user: str) -> list[str]:
    return [site.queues[each].name for each in queues_of(site, user)]


@router.post(
    "/users",
    status_code=status.HTTP_201_CREATED,
    responses=responses(409),
    summary="Crear un usuario",
)
async def create_user(deps: Given, who: Who, response: Response, wanted: NewUser) -> UserCreated:
    """Con sus roles y una contraseña temporal, que debe cambiar la primera vez que entre."""
    response.headers.update(NOT_KEPT)
    made = passwords.temporary_password() if wanted.password is None else None
    roles = [each.model_dump() for each in wanted.roles]
    await _staff(deps, who).create(wanted.user, wanted.name, made or str(wanted.password), roles, deps.now())
    return UserCreated(
        user=wanted.user,
        name=wanted.name,
        roles=sorted({each.role for each in wanted.roles}),
        grants=[Granted(**each.model_dump()) for each in wanted.roles],
        disabled=False,
        second_factor=False,
        must_change_password=True,
        signed_in_at=None,
        phone="phone.own" in permissions_of(each.role for each in wanted.roles),
        queues=_queues(deps.site, wanted.user),
        temporary_password=made,
    )


@router.put(
    "/users/{name}/roles",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404),
    summary="Cambiar los roles de un usuario",
)
async def change_roles(deps: Given, who: Who, name: Name, wanted: Roles) -> None:
    """Quedan estos y ningún otro. Nadie cambia los propios."""
    if name == who.user:
        raise Forbidden("Nadie puede cambiar sus propios roles: pídaselo a otro administrador.")
    await _staff(deps, who).set_roles(name, [each.model_dump() for each in wanted.roles], deps.now())


@router.post(
    "/users/{name}/disable",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404),
    summary="Inhabilitar a un usuario",
)
async def disable_user(deps: Given, who: Who, name: Name) -> None:
    """Sus sesiones se cierran, sale de las colas y los tokens de servicio que expidió se revocan."""
    if name == who.user:
        raise Forbidden("Nadie puede inhabilitarse a sí mismo.")
    await _staff(deps, who).disable(name, deps.now())
    await deps.router.leave(name, who.actor)


@router.post(
    "/users/{name}/enable",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404, 409),
    summary="Habilitar de nuevo a un usuario",
)
async def enable_user(deps: Given, who: Who, name: Name) -> None:
    """Entra otra vez, con la contraseña y los roles que tenía."""
    _refuse_tokens(who)
    await _staff(deps, who).enable(name)


@router.post(
    "/users/{name}/password",
    responses=responses(404),
    summary="Dar a un usuario una contraseña temporal",
)
async def reset_password(
    deps: Given, who: Who, response: Response, name: Name, wanted: PasswordReset
) -> TemporaryPassword:
    """Debe cambiarla al entrar. Sus sesiones se cierran, y ya no espera si había fallado muchas veces."""
    _refuse_own(who, name, "Su propia contraseña se cambia en «Su cuenta», con la actual.")
    response.headers.update(NOT_KEPT)
    made = passwords.temporary_password() if wanted.password is None else None
    await _staff(deps, who).set_password(name, made or str(wanted.password))
    await deps.router.leave(name, who.actor)
    return TemporaryPassword(user=name, password=made)


@router.delete(
    "/users/{name}/second-factor",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404, 409),
    summary="Retirar el segundo factor de quien perdió su celular",
)
async def reset_second_factor(deps: Given, who: Who, name: Name) -> None:
    """Sus sesiones se cierran; si su rol lo exige, activa otro al entrar."""
    _refuse_own(who, name, "Su propio segundo factor lo retira otro administrador.")
    await _staff(deps, who).reset_factor(name)
    await deps.router.leave(name, who.actor)


@router.post(
    "/users/{name}/phone-password",
    responses=responses(404),
    summary="Dar una clave nueva al teléfono de un usuario",
)
async def reset_phone_password(deps: Given, who: Who, response: Response, name: Name) -> PhonePassword:
    """Se muestra una sola vez; la anterior deja de servir."""
    _refuse_own(who, name, "La clave de su propio teléfono se genera en «Su cuenta».")
    response.headers.update(NOT_KEPT)
    password = passwords.random_password()
    await _staff(deps, who).set_phone_password(name, password)
    return PhonePassword.at(deps.sip_address, name, password)


@router.get("/tokens", summary="Los tokens de servicio")
async def list_tokens(deps: Given) -> list[Token]:
    """Sin su secreto."""
    row = service_token.c
    wanted = select(row.id, row.name, row.permissions, row.expires_at).where(row.campaign == deps.campaign)
    async with unit_of_work(deps.engine) as connection:
        found = (await connection.execute(wanted.order_by(row.issued_at))).all()
    return [
        Token(id=each.id, name=each.name, permissions=each.permissions.split(), expires_at=each.expires_at)
        for each in found
    ]


@router.post(
    "/tokens",
    status_code=status.HTTP_201_CREATED,
    summary="Expedir un token de servicio",
)
async def issue_token(deps: Given, who: Who, wanted: NewToken) -> Token:
    """Para otro sistema, con los permisos que se digan y ninguno más."""
    secret, identity, now = sessions.fresh_token(), secrets.token_hex(8), deps.now()
    expires_at = now + timedelta(days=wanted.days)
    permissions = " ".join(sorted(set(wanted.permissions)))
    row = {
        "id": identity,
        "campaign": deps.campaign,
        "name": wanted.name,
        "digest": sessions.digest(secret),
        "permissions": permissions,
        "issued_by": who.user,
        "issued_at": now,
        "expires_at": expires_at,
    }
    async with unit_of_work(deps.engine) as connection:
        await connection.execute(insert(service_token).values(row))
        await tell(connection, deps, who.actor, TokenIssued(token=identity, permissions=permissions))
    return Token(id=identity, name=wanted.name, permissions=permissions.split(), expires_at=expires_at, token=secret)


@router.delete(
    "/tokens/{token_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404),
    summary="Revocar un token de servicio",
)
async def revoke_token(deps: Given, who: Who, token_id: str) -> None:
    """Desde ya no sirve."""
    row = service_token.c
    wanted = delete(service_token).where(row.id == token_id, row.campaign == deps.campaign)
    async with unit_of_work(deps.engine) as connection:
        if not (await connection.execute(wanted)).rowcount:
            raise NotFound("No hay ningún token así.")
        await tell(connection, deps, who.actor, TokenRevoked(token=token_id))
