"""``/healthz``, ``/readyz`` and ``/metrics``."""

from typing import Literal

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, Field

from agent_api.access.counting import NOTHING_YET
from agent_api.deps import Given
from agent_api.mail.standing import mail_now, mail_warnings
from agent_api.problems import responses
from agent_api.system.readiness import disk_of, probes, states, warnings_of
from agent_api.tickets.standing import tickets_now
from eventlog.recorder import read_status
from metrics.exporter import CONTENT_TYPE, Recording, render
from metrics.mail import mail_metrics
from metrics.tickets import ticket_metrics
from metrics.twilio import asked_of_twilio

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
        " del disco de las grabaciones; `mail_not_configured`, hay correos por enviar y ningún servidor;"
        " `mail_waiting`, un correo espera hace más de un cuarto de hora; `mail_uncertain`, de un correo no se sabe si"
        " salió y una persona debe decidir."
    )


@router.get("/healthz", summary="El proceso vive")
async def healthz() -> Health:
    """No pregunta a nadie más."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}}, summary="Cada dependencia, por su nombre")
async def readyz(deps: Given, response: Response) -> Readiness:
    """503 si alguna dependencia no funciona; una advertencia no cambia eso."""
    told = await states(probes(deps))
    ready = not any(told.values())
    if not ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Readiness(
        ready=ready,
        dependencies=[
            Dependency(name=name, state="away" if code else "ready", code=code) for name, code in told.items()
        ],
        warnings=[
            *warnings_of(await disk_of(deps)),
            *mail_warnings(await mail_now(deps), sends=deps.sends_mail),
        ],
    )


@router.get("/metrics", response_class=Response, responses=responses(503), summary="Métricas para Prometheus")
async def metrics(deps: Given) -> Response:
    """Los totales del registro y el momento presente."""
    known = {f"ingressed|{line}": 0 for line in deps.site.lines}
    totals, now = await deps.router.totals(), await deps.router.snapshot()
    told = await read_status(deps.redis, deps.campaign)
    recording = Recording(
        waiting=int(told["behind"]) if "behind" in told else None, stopped=told.get("state") == "stopped"
    )
    mail, tickets = await mail_now(deps), await tickets_now(deps)
    more = [
        *(() if deps.asked_of_twilio is None else asked_of_twilio(deps.asked_of_twilio)),
        *(() if mail is None else mail_metrics(mail)),
        *(() if tickets is None else ticket_metrics(tickets)),
    ]
    text = render({**known, **totals}, now, recording, {**NOTHING_YET, **deps.door}, await disk_of(deps), more=more)
    return Response(text, media_type=CONTENT_TYPE)
