"""``/api/v1/calls/{id}/disposition``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.dispositions.schemas import Disposition, DispositionForm
from agent_api.dispositions.service import finish_wrap_up, record_disposition
from agent_api.kit import labels
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/calls", tags=["llamadas"])


@router.put("/{call_id}/disposition", responses=responses(404), summary="Tipificar una llamada")
@requires("disposition.write")
async def put_disposition(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId, form: DispositionForm
) -> Disposition:
    """La que tiene o tuvo hoy, o una anterior que quedó sin tipificar.

    La última tipificación vale; con `finish` queda libre para la siguiente.
    """
    disposition = await record_disposition(context, principal, call_id, form, context.now())
    state = await (
        finish_wrap_up(context.router, principal.user, call_id)
        if form.finish
        else context.router.advisor_state(principal.user)
    )
    site = await context.load_site_version(disposition.site_version)
    return Disposition(
        call_id=call_id,
        kind=disposition.kind,
        kind_name=labels.kind_name(site, disposition.kind),
        theme=disposition.theme,
        theme_name=labels.theme_name(site, disposition.kind, disposition.theme),
        subtheme=disposition.subtheme or None,
        subtheme_name=labels.subtheme_name(site, disposition.kind, disposition.theme, disposition.subtheme),
        note=disposition.note or None,
        advisor=disposition.advisor,
        at=disposition.at,
        advisor_state=state,
    )
