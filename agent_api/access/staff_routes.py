"""``/api/v1/users`` and ``/api/v1/tokens``: who may enter, by whoever is trusted with it."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, status
from sqlalchemy import delete, insert, select

from agent_api.access import sessions, staff
from agent_api.access.asking import Forbidden
from agent_api.access.door import tell
from agent_api.access.guard import Who
from agent_api.access.schemas import Granted, NewToken, NewUser, Roles, Token, User
from agent_api.access.users import USERNAME
from agent_api.errors import NotFound
from agent_api.given import Given
from agent_api.problems import responses
from eventlog.facts import TokenIssued, TokenRevoked
from storage.engine import unit_of_work
from storage.tables import service_token

router = APIRouter(prefix="/api/v1", tags=["acceso"])
Name = Annotated[str, Path(pattern=USERNAME)]


@router.get("/users", summary="Los usuarios")
async def list_users(deps: Given) -> list[User]:
    """Todos, con sus roles de hoy en esta campaña."""
    return [User(**fields) for fields in await staff.everybody(deps.engine, deps.sealer, deps.campaign, deps.now())]


@router.post(
    "/users",
    status_code=status.HTTP_201_CREATED,
    responses=responses(409),
    summary="Crear un usuario",
)
async def create_user(deps: Given, who: Who, wanted: NewUser) -> User:
    """Con su clave inicial y sus roles."""
    door = staff.Staff(deps.engine, deps.sealer, deps.campaign, deps.site.version, who.actor)
    await door.create(
        wanted.user, wanted.name, wanted.password, [each.model_dump() for each in wanted.roles], deps.now()
    )
    return User(
        user=wanted.user,
        name=wanted.name,
        roles=sorted({each.role for each in wanted.roles}),
        grants=[Granted(**each.model_dump()) for each in wanted.roles],
        disabled=False,
        second_factor=False,
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
    door = staff.Staff(deps.engine, deps.sealer, deps.campaign, deps.site.version, who.actor)
    await door.set_roles(name, [each.model_dump() for each in wanted.roles], deps.now())


@router.post(
    "/users/{name}/disable",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404),
    summary="Inhabilitar a un usuario",
)
async def disable_user(deps: Given, who: Who, name: Name) -> None:
    """Sus sesiones se cierran."""
    if name == who.user:
        raise Forbidden("Nadie puede inhabilitarse a sí mismo.")
    door = staff.Staff(deps.engine, deps.sealer, deps.campaign, deps.site.version, who.actor)
    await door.disable(name, deps.now())


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
