"""Work on an evaluation: save it as it is typed, sign it, correct it, give it up.

Each act is one transaction with its facts; the state machine decides who may do it. A save of an old revision changes
nothing and returns the newer one.
"""

from collections.abc import Mapping

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.content import (
    EvaluationTexts,
    EvidenceBounds,
    EvidenceNote,
    find_faults,
    find_unanswered,
)
from agent_api.quality.evaluations.evidence import Evidence, load_evidence
from agent_api.quality.evaluations.lists import read_detail
from agent_api.quality.evaluations.presenters import present_score
from agent_api.quality.evaluations.problems import (
    EvaluationChanged,
    EvaluationIncomplete,
    EvaluationInvalid,
    EvaluationUnknown,
    NothingCorrected,
)
from agent_api.quality.evaluations.rounds import NewRound, require_act, sign_round
from agent_api.quality.evaluations.schemas import (
    CorrectionForm,
    EvaluationContent,
    EvaluationDraftForm,
    EvaluationNote,
    ScorePreview,
)
from agent_api.quality.evaluations.store import EvaluationRow
from config.site.quality.forms import QualityForm
from eventlog.facts import EvaluationDiscarded
from eventlog.facts.quality.evaluation import EvaluationAnswer
from storage.postgres.engine import read_connection, unit_of_work


async def save_draft(context: ApiContext, principal: Principal, id_: str, form: EvaluationDraftForm) -> EvaluationRow:
    """Save an unsigned evaluation as it is typed.

    Raises:
        EvaluationUnknown: there is no such evaluation.
        ActRefused: the user is not its evaluator, or it is signed.
        EvaluationChanged: another window saved it since.
        EvaluationInvalid: a field does not fit the form.
    """
    row = await find_evaluation(context, id_)
    require_act(row, "save", principal.user, context.now())
    await check_content(context, principal, row, form)
    async with unit_of_work(context.engine) as connection:
        locked = await lock_evaluation(connection, context, id_)
        require_act(locked, "save", principal.user, context.now())
        if locked.revision == form.revision:
            changes = {
                "answers": dict(form.answers),
                "notes": store.encrypt_notes(context.cipher, context.campaign, id_, texts_of(form)),
                "revision": locked.revision + 1,
                "updated_at": context.now(),
            }
            await store.update_columns(connection, context.campaign, id_, **changes)
            return msgspec.structs.replace(locked, **changes)
    raise await changed(context, principal, locked)


async def sign_evaluation(context: ApiContext, principal: Principal, id_: str, revision: int) -> None:
    """Sign an evaluation with an answer to each criterion.

    Raises:
        EvaluationUnknown, ActRefused, EvaluationChanged: as in `save_draft`.
        EvaluationIncomplete: a criterion has no answer.
    """
    row = await find_evaluation(context, id_)
    require_act(row, "sign", principal.user, context.now())
    form, evidence = await form_of(context, row), await load_evidence(context, principal, row)
    async with unit_of_work(context.engine) as connection:
        locked = await lock_evaluation(connection, context, id_)
        require_act(locked, "sign", principal.user, context.now())
        if locked.revision == revision:
            _require_answers(form, locked.answers)
            texts = store.decrypt_notes(context.cipher, context.campaign, id_, locked.notes)
            content = NewRound(form=form, answers=locked.answers, texts=texts, missing=evidence.missing)
            await sign_round(connection, context, principal, locked, content, act="sign")
            return
    raise await changed(context, principal, locked)


async def correct_evaluation(context: ApiContext, principal: Principal, id_: str, form: CorrectionForm) -> None:
    """Replace the answers of a signed evaluation by a new round, with a reason.

    Raises:
        EvaluationUnknown, ActRefused, EvaluationChanged, EvaluationInvalid: as in `save_draft`.
        EvaluationIncomplete: a criterion has no answer.
        NothingCorrected: answers and texts are those of the last round.
    """
    row = await find_evaluation(context, id_)
    require_act(row, "correct", principal.user, context.now())
    evidence = await check_content(context, principal, row, form)
    quality_form = await form_of(context, row)
    _require_answers(quality_form, form.answers)
    async with unit_of_work(context.engine) as connection:
        locked = await lock_evaluation(connection, context, id_)
        require_act(locked, "correct", principal.user, context.now())
        if locked.revision == form.revision:
            texts = texts_of(form)
            last = store.decrypt_notes(context.cipher, context.campaign, id_, locked.notes)
            if (form.answers, texts) == (locked.answers, last):
                raise NothingCorrected
            content = NewRound(
                form=quality_form, answers=form.answers, texts=texts, missing=evidence.missing, reason=form.reason
            )
            await sign_round(connection, context, principal, locked, content, act="correct")
            return
    raise await changed(context, principal, locked)


async def discard_evaluation(context: ApiContext, principal: Principal, id_: str, reason: str) -> None:
    """Give up an unsigned evaluation, so that another one of the same item can begin; the row stays.

    Raises:
        EvaluationUnknown: there is no such evaluation.
        ActRefused: it is signed, or of the user's own work.
    """
    async with unit_of_work(context.engine) as connection:
        row, now = await lock_evaluation(connection, context, id_), context.now()
        after = require_act(row, "discard", principal.user, now)
        discarded = msgspec.structs.replace(row, state=after.state)
        await store.update_columns(connection, context.campaign, id_, state=after.state, updated_at=now)
        author = principal.author(at=now, site_version=row.site_version, call_id=row.call_id)
        await store.add_step(
            connection, context.cipher, context.campaign, discarded, "discard", author=author, note=reason
        )
        await append_facts(connection, context.campaign, [EvaluationDiscarded(evaluation=id_)], author)


async def score_answers(context: ApiContext, id_: str, answers: Mapping[str, EvaluationAnswer]) -> ScorePreview:
    """Score some answers by the form of an evaluation; nothing is stored.

    Raises:
        EvaluationUnknown: there is no such evaluation.
        EvaluationInvalid: an answer does not fit the form.
    """
    form = await form_of(context, await find_evaluation(context, id_))
    if faults := find_faults(form, answers, EvaluationTexts(), EvidenceBounds()):
        raise EvaluationInvalid(faults)
    return present_score(form, answers)


async def find_evaluation(context: ApiContext, id_: str) -> EvaluationRow:
    """Return an evaluation.

    Raises:
        EvaluationUnknown: there is none with this number.
    """
    async with read_connection(context.engine) as connection:
        return _require(await store.find(connection, context.campaign, id_))


async def lock_evaluation(connection: AsyncConnection, context: ApiContext, id_: str) -> EvaluationRow:
    """Return an evaluation, locked until the transaction ends; see `find_evaluation`."""
    return _require(await store.find(connection, context.campaign, id_, lock=True))


async def form_of(context: ApiContext, row: EvaluationRow) -> QualityForm:
    """Return the form with which an evaluation began, of the site version of that time."""
    quality = (await context.load_site_version(row.site_version)).quality
    assert quality is not None  # the evaluation began with it
    return quality.forms[row.form]


async def check_content(
    context: ApiContext, principal: Principal, row: EvaluationRow, content: EvaluationContent
) -> Evidence:
    """Check answers and notes by the form and the evidence, and return the evidence.

    Raises:
        EvaluationInvalid: a field does not fit.
    """
    evidence = await load_evidence(context, principal, row)
    faults = find_faults(await form_of(context, row), content.answers, texts_of(content), evidence.bounds)
    if faults:
        raise EvaluationInvalid(faults)
    return evidence


def texts_of(content: EvaluationContent) -> EvaluationTexts:
    """Return the texts of a form as they are stored."""
    return EvaluationTexts(comment=content.comment, notes=tuple(map(_note_of, content.notes)))


async def changed(context: ApiContext, principal: Principal, row: EvaluationRow) -> EvaluationChanged:
    """Return the error of an old revision, with the evaluation as it is now."""
    newer = await read_detail(context, principal, row.id)
    return EvaluationChanged(newer.model_dump(mode="json", exclude={"story", "form"}))


def _require(row: EvaluationRow | None) -> EvaluationRow:
    if row is None:
        raise EvaluationUnknown
    return row


def _require_answers(form: QualityForm, answers: Mapping[str, EvaluationAnswer]) -> None:
    if unanswered := find_unanswered(form, answers):
        raise EvaluationIncomplete(unanswered)


def _note_of(note: EvaluationNote) -> EvidenceNote:
    return EvidenceNote(
        text=note.text,
        recording=note.recording or "",
        second=note.second,
        paragraph=note.paragraph,
        criterion=note.criterion or "",
    )
