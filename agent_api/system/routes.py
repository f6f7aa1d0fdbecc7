"""``/healthz``, ``/readyz`` and ``/metrics``."""

from typing import Literal

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field

from agent_api.access.guard import is_monitor
from agent_api.kit import problems
from agent_api.kit.context import ApiContext
from agent_api.kit.permissions import MONITORS, PUBLIC, requires
from agent_api.mail.metrics import mail_warnings, read_mail_metrics
from agent_api.system.readiness import gateways_of, probes, recordings_disk, run_probes, warnings_of, worker_warnings
from agent_api.tickets.attachments.metrics import attachment_warnings, read_attachment_metrics
from metrics.prometheus.exporter import CONTENT_TYPE

router = APIRouter(tags=["sistema"])
CACHE_LIMIT_S = 1.0
"""Age of the answer to clients that are not monitors, so that a thousand requests cost no more than one."""


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
        " cuarto de hora; `worker_absent`, ningún proceso `worker` da señales hace más de dos minutos: no salen"
        " correos ni informes, y los archivos esperan."
    )


@router.get("/healthz", summary="El proceso vive")
@requires(PUBLIC)
async def healthz() -> Health:
    """No pregunta a nadie más."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}}, summary="Cada dependencia, por su nombre")
@requires(PUBLIC)
async def readyz(request: Request, response: Response) -> Readiness:
    """503 si alguna dependencia no funciona; una advertencia no cambia eso. Los detalles son para quien vigila."""
    monitor = is_monitor(request)
    now: Readiness = await request.app.state.readiness.get(0.0 if monitor else CACHE_LIMIT_S)
    if not now.ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        response.headers.update(problems.RETRY_AFTER)
    return now if monitor else Readiness(ready=now.ready, dependencies=[], warnings=[])


async def readiness(context: ApiContext) -> Readiness:
    """Probe all dependencies."""
    named = probes(
        context.journal, context.router, context.redis, context.campaign, now=context.now, others=context.probes
    )
    codes = await run_probes(named)
    return Readiness(
        ready=not any(codes.values()),
        dependencies=[
            Dependency(name=name, state="away" if code else "ready", code=code) for name, code in codes.items()
        ],
        warnings=[
            *warnings_of(
                await recordings_disk(context.recording_vault, context.site),
                await gateways_of(context.redis, context.campaign),
            ),
            *mail_warnings(
                await read_mail_metrics(context.engine, context.site, context.now()), sends=context.has_mail_server
            ),
            *attachment_warnings(await read_attachment_metrics(context)),
            *await worker_warnings(context.redis, context.campaign, context.now()),
        ],
    )


@router.get("/metrics", response_class=Response, responses=problems.responses(403), summary="Métricas para Prometheus")
@requires(MONITORS)
async def metrics(request: Request) -> Response:
    """Los totales del registro y el momento presente; lo que no responde falta, y `dependency_up` dice qué es.

    Son para quien vigila: con el token de `ATENCION_METRICS_TOKEN`, o sin él desde la misma máquina.
    """
    return Response(await request.app.state.figures.get(), media_type=CONTENT_TYPE)
