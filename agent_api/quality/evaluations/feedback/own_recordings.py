"""The recordings of an evaluated call for its advisor: which ones they may hear, and while they may.

Sound, waveform and the fact of listening are those of `recordings`, which also says that a recording was deleted.
"""

from typing import Final

from agent_api.kit.context import ApiContext
from agent_api.quality.evaluations.domain.evaluation import HEARD_STATES
from agent_api.quality.evaluations.problems import (
    HEARING_CLOSED,
    EvaluatedRecordingClosed,
    EvaluatedRecordingUnknown,
)
from agent_api.quality.evaluations.schemas import EvaluationStory
from agent_api.quality.evaluations.store import EvaluationRow
from agent_api.recordings import queries
from agent_api.recordings.schemas import Recording
from agent_api.recordings.service import recordings_of
from storage.postgres.engine import read_connection

_NO_RECORDING: Final = "Esta llamada no tiene ninguna grabación."


async def load_own_story(context: ApiContext, row: EvaluationRow) -> EvaluationStory:
    """Return the part of the story that the advisor may have: the recordings of the call, while they may hear them."""
    if row.channel != "phone":
        return _story_with([])
    if row.state not in HEARD_STATES:
        return _story_with([], HEARING_CLOSED)
    found = await context.journal.call_with_facts(row.item)
    recordings = await recordings_of(context.engine, context.site, row.item, found[1] if found else [])
    talks = [each for each in recordings if each.kind == "talk"]
    return _story_with(talks, None if talks else _NO_RECORDING)


async def require_own_recording(context: ApiContext, row: EvaluationRow, recording_id: str) -> None:
    """Require that the advisor of an evaluation may hear a recording now.

    Raises:
        EvaluatedRecordingClosed: the evaluation does not wait for them.
        EvaluatedRecordingUnknown: it is of another call, or no conversation.
    """
    if row.state not in HEARD_STATES:
        raise EvaluatedRecordingClosed
    async with read_connection(context.engine) as connection:
        found = await queries.find(connection, recording_id)
    own = (context.campaign, row.item, "talk") if row.channel == "phone" else None
    if found is None or (found.campaign, found.call_id, found.kind) != own:
        raise EvaluatedRecordingUnknown


def _story_with(recordings: list[Recording], missing: str | None = None) -> EvaluationStory:
    return EvaluationStory(
        timeline=[],
        recordings=recordings,
        topic=None,
        tickets=[],
        petition=None,
        messages=[],
        answer=[],
        missing=missing,
    )
