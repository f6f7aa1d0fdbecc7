"""``/api/v1/calls/{id}/identity`` and ``/api/v1/customers/{id}/identity-release``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.customers.schemas import CustomerId
from agent_api.identity import service
from agent_api.identity.domain.attempts import QuestionSet
from agent_api.identity.schemas import (
    AnswersForm,
    CheckId,
    IdentityCheck,
    IdentityForm,
    IdentityResult,
    IdentityStatus,
    QuestionDetail,
    ReleaseForm,
)
from agent_api.identity.speakers.presenters import present_speaker
from agent_api.identity.speakers.service import read_speaker
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from config.site.model import Site

router = APIRouter(prefix="/api/v1", tags=["titularidad"])


@router.post("/calls/{call_id}/identity", status_code=201, responses=responses(404, 409), summary="Pedir las preguntas")
@requires("identity.verify")
async def ask_identity(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId, form: IdentityForm
) -> IdentityCheck:
    """Salen al azar del registro del cliente. Las que ya se pidieron y no se han contestado se devuelven iguales.

    `identity_closed`: en esta llamada ya no hay intentos. `identity_blocked`: hoy este cliente ya no tiene, salvo que
    un supervisor lo libere. `identity_too_few_data`: el registro no alcanza. En todos los casos se puede radicar.
    """
    progress = await service.ask_questions(context, principal, call_id, form.customer_id, context.now())
    return _present_check(context.site, progress.check, progress.attempts_left)


@router.post(
    "/calls/{call_id}/identity/{check_id}/answers", responses=responses(404, 409), summary="Juzgar las respuestas"
)
@requires("identity.verify")
async def answer_identity(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId, check_id: CheckId, form: AnswersForm
) -> IdentityResult:
    """Nunca dice cuál estuvo mal ni cuál era la respuesta. Lo que se juzgó no se vuelve a juzgar ni se guarda."""
    judged = await service.judge_answers(context, principal, call_id, check_id, form.answers, now=context.now())
    passed = judged.check.result == "passed"
    return IdentityResult(
        result="passed" if passed else "failed",
        attempts_left=judged.attempts_left,
        closed=not passed and not judged.attempts_left,
    )


@router.get("/calls/{call_id}/identity", responses=responses(404, 409), summary="Cómo va la titularidad")
@requires("identity.verify")
async def tell_identity(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> IdentityStatus:
    """De la última verificación que usted hizo en la llamada; la de otro asesor no cuenta."""
    verification = await service.read_status(context, principal, call_id, context.now())
    check = verification.check
    verified = check.customer_id if check and verification.status == "passed" else ""
    return IdentityStatus(
        status=verification.status,
        customer_id=check.customer_id if check else None,
        check=_present_check(context.site, check, verification.attempts_left)
        if check and verification.status == "asked"
        else None,
        attempts_left=verification.attempts_left,
        speaker=present_speaker(await read_speaker(context, call_id), verified, local_date(context.now())),
    )


@router.post(
    "/customers/{customer_id}/identity-release",
    status_code=204,
    responses=responses(404, 409),
    summary="Liberar a un cliente bloqueado",
)
@requires("identity.release")
async def release_identity(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId, form: ReleaseForm
) -> None:
    """Los intentos fallidos de hoy dejan de contar, también en la llamada en curso. El registro dice quién y cuándo."""
    await service.release_customer(
        context.engine,
        context.cipher,
        context.site,
        principal,
        customer_id,
        reason=form.reason,
        now=context.now(),
    )


def _present_check(site: Site, check: QuestionSet, attempts_left: int) -> IdentityCheck:
    rules = site.identity
    questions = rules.questions if rules else {}
    return IdentityCheck(
        check_id=check.id,
        customer_id=check.customer_id,
        questions=[QuestionDetail(id=id_, text=questions[id_].text) for id_ in check.questions if id_ in questions],
        attempt=rules.attempts - attempts_left + 1 if rules else 1,
        attempts_left=attempts_left,
    )
