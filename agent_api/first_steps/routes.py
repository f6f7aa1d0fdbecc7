"""``/api/v1/first-steps``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.first_steps import service
from agent_api.first_steps.schemas import SetupSteps, TrialMailForm
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/first-steps", tags=["sitio"])


@router.get("", responses=responses(409), summary="Los primeros pasos de la entidad")
@requires("site.publish")
async def get_first_steps(context: ContextDep) -> SetupSteps:
    """Lo que le falta a la instalación para atender: lo dicen el sitio, los usuarios, los correos y las llamadas."""
    return await service.read_first_steps(context)


@router.post("/mail-test", status_code=202, responses=responses(400, 409), summary="Enviar un correo de prueba")
@requires("site.publish")
async def send_test_mail(context: ContextDep, principal: CurrentPrincipal, form: TrialMailForm) -> SetupSteps:
    """Queda en la fila de salida; el paso termina cuando un servidor lo acepta."""
    await service.send_test_mail(context, principal, form.to)
    return await service.read_first_steps(context)
