"""``/api/v1/tokens``: the tokens of other systems."""

from fastapi import APIRouter, Request, Response, status

from agent_api.access.account_routes import client_address, sign_in_of
from agent_api.access.guard import CurrentPrincipal
from agent_api.access.schemas import NewToken, Token
from agent_api.access.sign_in import append_facts
from agent_api.access.step_up import step_up
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import NotFound
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.rights import token_store
from agent_api.rights.presenters import present_token
from eventlog.facts import TokenIssued, TokenRevoked
from storage.postgres.engine import read_connection, unit_of_work

router = APIRouter(prefix="/api/v1", tags=["acceso"])


@router.get("/tokens", summary="Los tokens de servicio")
@requires("tokens.manage")
async def list_tokens(context: ContextDep) -> list[Token]:
    """Con su último uso y sin su secreto."""
    async with read_connection(context.engine) as connection:
        return [present_token(each) for each in await token_store.list_tokens(connection, context.campaign)]


@router.post(
    "/tokens",
    status_code=status.HTTP_201_CREATED,
    responses=responses(429),
    summary="Expedir un token de servicio",
)
@requires("tokens.manage")
async def issue_token(
    context: ContextDep, principal: CurrentPrincipal, request: Request, response: Response, form: NewToken
) -> Token:
    """Para otro sistema, con los permisos que se digan y ninguno más: nunca más que los de quien lo expide."""
    token_store.check_token_permissions(form.kind, form.permissions, principal.permissions)
    await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    response.headers["Cache-Control"] = "no-store"
    async with unit_of_work(context.engine) as connection:
        secret, row = await token_store.issue(
            connection,
            context.campaign,
            name=form.name,
            kind=form.kind,
            permissions=form.permissions,
            days=form.days,
            by=principal.user,
            now=context.now(),
        )
        await append_facts(
            connection, context.site, principal.actor, TokenIssued(token=row["id"], permissions=row["permissions"])
        )
    fields = {name: row[name] for name in ("id", "name", "kind", "issued_by", "issued_at", "used_at", "expires_at")}
    return Token(**fields, permissions=row["permissions"].split(), token=secret)


@router.delete(
    "/tokens/{token_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404),
    summary="Revocar un token de servicio",
)
@requires("tokens.manage")
async def revoke_token(context: ContextDep, principal: CurrentPrincipal, token_id: str) -> None:
    """Desde ya no sirve."""
    async with unit_of_work(context.engine) as connection:
        if not await token_store.revoke(connection, context.campaign, token_id):
            raise NotFound("No hay ningún token así.")
        await append_facts(connection, context.site, principal.actor, TokenRevoked(token=token_id))
