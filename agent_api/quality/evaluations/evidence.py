"""The evidence of an evaluation: recordings of the call, or petition and answer of the ticket, as they are now.

Owns what a note may refer to, and the sentence about evidence that is gone. The evaluation goes on without it.
"""

from collections.abc import Sequence

import msgspec

from agent_api.access.principal import Principal
from agent_api.customers.domain.erasure_notice import erasure_notice
from agent_api.kit.context import ApiContext
from agent_api.quality.evaluations.domain.content import EvidenceBounds, paragraphs_of
from agent_api.quality.evaluations.store import EvaluationRow
from agent_api.recordings import queries as recordings
from agent_api.recordings.queries import RecordingRow
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from agent_api.tickets.texts import decrypt_texts
from eventlog.facts.quality.evaluation import MissingEvidence
from storage.postgres.engine import read_connection


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence of an evaluation.

    Attributes:
        missing: what is gone or may still change, for the fact of the signature.
        sentence: the same for people; empty if nothing is missing.
        petition: what the petitioner asked; None for a call, and for readers who may not read it.
        answer: the paragraphs of the answer.
    """

    missing: MissingEvidence = ""
    sentence: str = ""
    bounds: EvidenceBounds = EvidenceBounds()
    petition: str | None = None
    answer: tuple[str, ...] = ()


async def load_evidence(context: ApiContext, principal: Principal, row: EvaluationRow) -> Evidence:
    """Load the evidence of an evaluation.

    Raises:
        NotFound, IdentityRequired: the user may not read the ticket.
    """
    if row.channel == "phone":
        async with read_connection(context.engine) as connection:
            return _evidence_of_call(await recordings.list_of_call(connection, context.campaign, row.item))
    filed = await find_ticket(context.engine, context.campaign, row.item, await visibility_of(context, principal))
    texts = decrypt_texts(context.cipher, context.campaign, filed)
    paragraphs, reads = paragraphs_of(texts.answer), can_read_texts(principal)
    is_open = filed.state not in ("sending", "closed")
    return Evidence(
        missing="answer" if is_open else "",
        sentence="El ticket se volvió a abrir: lo que ve puede no ser la respuesta que se envió." if is_open else "",
        bounds=EvidenceBounds(paragraphs=len(paragraphs)),
        petition=texts.text if reads else None,
        answer=tuple(paragraphs) if reads else (),
    )


def _evidence_of_call(rows: Sequence[RecordingRow]) -> Evidence:
    talks = [each for each in rows if each.kind == "talk"]
    seconds = {each.id: None if each.duration_ms is None else -(-each.duration_ms // 1000) for each in talks}
    stored = any(each.state == "stored" for each in talks)
    return Evidence(
        missing="" if stored else "recording",
        sentence="" if stored else _missing_recording(talks),
        bounds=EvidenceBounds(seconds=seconds),
    )


def _missing_recording(talks: Sequence[RecordingRow]) -> str:
    deleted = [each for each in talks if each.state == "deleted"]
    if not deleted:
        return "No hay ninguna grabación guardada de esta llamada: evalúe con su historia."
    erased_by = next((each.erased_by for each in deleted if each.erased_by), None)
    reason = f"{erasure_notice(erased_by)}: la grabación" if erased_by else "La grabación cumplió su plazo y"
    return f"{reason} se borró. Evalúe con la historia de la llamada; lo que ya escribió sigue aquí."
