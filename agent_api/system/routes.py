"""``/healthz``, ``/readyz`` and ``/metrics``."""

from typing import Literal

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, Field

from agent_api.attachments.standing import files_now, files_warnings
from agent_api.given import Given
from agent_api.mail.standing import mail_now, mail_warnings
from agent_api.system.figures import told
from agent_api.system.readiness import disk_of, gateways_of, probes, states, warnings_of
from metrics.exporter import CONTENT_TYPE

router = APIRouter(tags=["sistema"])


class Health(BaseModel):
    """The process is alive."""

    state: Literal["alive"] = "alive"


class Dependency(BaseModel):
    """A dependency, by name."""

    name: str
    state: Literal["ready", "away"]
    code: str | None = Field(description="Qué le pasa, con nombre estable; null si funciona.")


class Readiness(BaseModel):
    """Whether everything that we depend on works."""

    ready: bool
    dependencies: list[Dependency]
    warnings: list[str] = Field(
        description="Lo que aún funciona y pronto no: `recordings_disk_scarce`, queda libre menos de la décima parte"
        " del disco de las grabaciones; `recordings_memory_scarce`, en una pasarela queda libre menos del 40 % de la"
        " memoria en la que graba; `mail_not_configured`, hay correos por enviar y ningún servidor;"
        " `mail_waiting`, un correo espera hace más de un cuarto de hora; `mail_uncertain`, de un correo no se sabe si"
        " salió y una persona debe decidir; `attachments_unexamined`, un archivo espera al antivirus hace más de un"
        " cuarto de hora."
    )


@router.get("/healthz", summary="El proceso vive")
async def healthz() -> Health:
    """No pregunta a nadie más."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}}, summary="Cada dependencia, por su nombre")
async def readyz(deps: Given, response: Response) -> Readiness:
    """503 si alguna dependencia no funciona; una advertencia no cambia eso."""
    asked = await states(probes(deps))
    ready = not any(asked.values())
    if not ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Readiness(
        ready=ready,
        dependencies=[
            Dependency(name=name, state="away" if code else "ready", code=code) for name, code in asked.items()
        ],
        warnings=[
            *warnings_of(await disk_of(deps), await gateways_of(deps)),
            *mail_warnings(await mail_now(deps), sends=deps.sends_mail),
            *files_warnings(await files_now(deps)),
        ],
    )


@router.get("/metrics", response_class=Response, summary="Métricas para Prometheus")
async def metrics(deps: Given) -> Response:
    """Los totales del registro y el momento presente; lo que no responde falta, y `dependency_up` dice qué es."""
    return Response(await told(deps), media_type=CONTENT_TYPE)
