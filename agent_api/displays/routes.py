"""``/api/v1/displays``: the wall displays, for those who manage them; ``/api/v1/wall``: what a display reads."""

from typing import Annotated, cast

from fastapi import APIRouter, Path, Request, Response, status

from agent_api.access.account_routes import client_address
from agent_api.access.guard import CurrentPrincipal
from agent_api.desk.hub import Hub
from agent_api.displays import presenters, service
from agent_api.displays.schemas import (
    COOKIE,
    DisplayForm,
    DisplayWithCode,
    NewDisplayForm,
    PairingForm,
    Wall,
    WallDisplay,
    WallDisplays,
)
from agent_api.displays.wall import read_wall
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import DISPLAYS, PUBLIC, requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["pantallas"])
COOKIE_PATH = "/api/v1/wall"
"""The browser sends the token to this path alone."""
DisplayId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]


@router.get("/displays", summary="Las pantallas de pared")
@requires("display.manage")
async def list_displays(context: ContextDep) -> WallDisplays:
    """Con su última lectura, y sin código ni token."""
    return await presenters.present_displays(context, await service.list_displays(context))


@router.post(
    "/displays", status_code=status.HTTP_201_CREATED, responses=responses(409), summary="Crear una pantalla de pared"
)
@requires("display.manage")
async def create_display(context: ContextDep, principal: CurrentPrincipal, form: NewDisplayForm) -> DisplayWithCode:
    """Devuelve el código que se escribe en el televisor; no se vuelve a mostrar."""
    return await presenters.present_code(context, await service.create_display(context, principal, form))


@router.put("/displays/{display_id}", responses=responses(400, 404), summary="Cambiar una pantalla de pared")
@requires("display.manage")
async def change_display(context: ContextDep, display_id: DisplayId, form: DisplayForm) -> WallDisplay:
    """Su nombre, su lugar y lo que muestra. El televisor lo aplica en segundos."""
    return await presenters.present_display(context, await service.change_display(context, display_id, form))


@router.post("/displays/{display_id}/code", responses=responses(400, 404), summary="Pedir otro código de vinculación")
@requires("display.manage")
async def issue_display_code(
    context: ContextDep, principal: CurrentPrincipal, display_id: DisplayId
) -> DisplayWithCode:
    """Para otro televisor, o si el código venció. El televisor de antes lee hasta que el código se usa."""
    return await presenters.present_code(context, await service.issue_code(context, principal, display_id))


@router.delete(
    "/displays/{display_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(400, 404),
    summary="Retirar una pantalla de pared",
)
@requires("display.manage")
async def revoke_display(context: ContextDep, principal: CurrentPrincipal, display_id: DisplayId) -> None:
    """El televisor queda a oscuras en segundos. Repetirlo no cambia nada."""
    await service.revoke_display(context, principal, display_id)


@router.post(
    "/wall/pairing",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(400, 429, 503),
    summary="Vincular el televisor",
)
@requires(PUBLIC)
async def pair_display(context: ContextDep, request: Request, response: Response, form: PairingForm) -> None:
    """Cambia el código por una cookie que solo lee las cifras de la pared."""
    paired = await service.pair(context, form.code, client_address(request))
    response.set_cookie(
        COOKIE,
        paired.token,
        max_age=max(int((paired.row.expires_at - context.now()).total_seconds()), 0),
        path=COOKIE_PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


@router.get("/wall", responses=responses(401, 503), summary="Lo que muestra la pared")
@requires(DISPLAYS)
async def get_wall(context: ContextDep, request: Request) -> Wall:
    """Las cifras de ahora, sin datos personales; la pantalla las pide cada dos segundos."""
    display = await service.authenticate(context, request.cookies.get(COOKIE, ""))
    return await read_wall(context, cast(Hub, request.app.state.watch), display)
