"""One evaluation of the demo's past: its row, rounds and steps, with the facts of each act.

The state machine of `agent_api.quality.evaluations` decides each act, so no evaluation of the past is one that the
system would refuse.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.content import Answers, EvaluationTexts
from agent_api.quality.evaluations.domain.evaluation import Evaluation
from agent_api.quality.evaluations.domain.result import result_of
from agent_api.quality.evaluations.domain.state_machine import Act, apply_act
from agent_api.quality.evaluations.domain.terms import refutation_due
from agent_api.quality.evaluations.rounds import criterion_facts, needs_feedback, round_fact
from agent_api.quality.evaluations.store import EvaluationRow, HistoryAct, RoundRow
from config.site.model import Site
from config.site.quality.forms import QualityForm
from eventlog.facts import AnyFact, EvaluationBegun
from eventlog.facts.quality.evaluation import MissingEvidence
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import evaluation, evaluation_round, evaluation_step


class CaseStep(msgspec.Struct, frozen=True, kw_only=True):
    """An act on an evaluation, with the evaluation after it."""

    row: EvaluationRow
    act: HistoryAct
    at: datetime
    user: str
    name: str
    text: str = ""


class EvaluationCase:
    """An evaluation with its history.

    Args:
        site: of the past.
        row: after its beginning.
        form: with which it is judged.
        missing: evidence that was never there.
        stratum: work in the stratum of a drawn item, if its sample has an item for each advisor; else 0.
    """

    def __init__(
        self, site: Site, row: EvaluationRow, form: QualityForm, missing: MissingEvidence, stratum: int
    ) -> None:
        self.row, self.form = row, form
        self.texts = EvaluationTexts()
        self.rounds: list[RoundRow] = []
        self.steps = [CaseStep(row=row, act="begin", at=row.begun_at, user=row.evaluator, name=row.evaluator_name)]
        self._site, self._missing, self._stratum = site, missing, stratum

    @property
    def begun(self) -> AnyFact:
        """The fact of the beginning."""
        row = self.row
        return EvaluationBegun(evaluation=row.id, kind=row.kind, channel=row.channel, item=row.item, seat=row.seat)

    def save(self, answers: Answers, texts: EvaluationTexts, at: datetime) -> None:
        """Save a draft; it gives no fact."""
        self.texts = texts
        self.row = msgspec.structs.replace(
            self.row, answers=dict(answers), revision=self.row.revision + 1, updated_at=at
        )

    def sign(
        self,
        act: Literal["sign", "correct", "uphold"],
        answers: Answers,
        texts: EvaluationTexts,
        *,
        at: datetime,
        user: str,
        name: str,
        reason: str = "",
    ) -> Sequence[AnyFact]:
        """Sign a round, and return its facts: the result, and the answer to each criterion."""
        after = self._after(act, at, user, until=refutation_due(self._site, at))
        result = result_of(self.form, answers)
        needs = needs_feedback(self._site, after, result)
        self._move(after, at, answers=dict(answers), score=result.score_text, needs_feedback=needs)
        self.texts = texts
        self.rounds.append(
            RoundRow(
                round=after.round,
                signed_at=at,
                signed_by=user,
                signed_by_name=name,
                answers=dict(answers),
                notes=texts,
                score=result.score_text,
                families=dict(result.families),
                missing=self._missing,
            )
        )
        self.steps.append(CaseStep(row=self.row, act=act, at=at, user=user, name=name, text=reason))
        return [round_fact(self.row, act, result, self._missing, self._stratum), *criterion_facts(self.row, self.form)]

    def act(self, act: Act, *, at: datetime, user: str, name: str, text: str) -> None:
        """Take an act that signs nothing."""
        self._move(self._after(act, at, user), at)
        self.steps.append(CaseStep(row=self.row, act=act, at=at, user=user, name=name, text=text))

    def _after(self, act: Act, at: datetime, user: str, *, until: datetime | None = None) -> Evaluation:
        after = apply_act(self.row.value, act, user, at, refutable_until=until)
        assert isinstance(after, Evaluation), after  # the past has only possible acts
        return after

    def _move(self, after: Evaluation, at: datetime, **columns: object) -> None:
        self.row = msgspec.structs.replace(
            self.row,
            state=after.state,
            round=after.round,
            refutable_until=after.refutable_until,
            revision=self.row.revision + 1,
            updated_at=at,
            **columns,
        )


async def store_cases(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, cases: Sequence[EvaluationCase]
) -> None:
    """Store the rows of evaluations, with their rounds and steps, whose texts are encrypted."""
    rows = [
        {
            "campaign": campaign,
            **msgspec.structs.asdict(each.row),
            "notes": store.encrypt_notes(cipher, campaign, each.row.id, each.texts),
        }
        for each in cases
    ]
    rounds = [_round_columns(cipher, campaign, each.row.id, row) for each in cases for row in each.rounds]
    steps = [
        _step_columns(cipher, campaign, number, step)
        for each in cases
        for number, step in enumerate(each.steps, start=1)
    ]
    for table, values in ((evaluation, rows), (evaluation_round, rounds), (evaluation_step, steps)):
        if values:
            await connection.execute(insert(table), values)


def _round_columns(cipher: FieldCipher, campaign: str, id_: str, row: RoundRow) -> dict[str, object]:
    notes = store.encrypt_notes(cipher, campaign, id_, row.notes, row.round)
    return {"campaign": campaign, "evaluation": id_, **msgspec.structs.asdict(row), "notes": notes}


def _step_columns(cipher: FieldCipher, campaign: str, number: int, step: CaseStep) -> dict[str, object]:
    bound = row_key(campaign, step.row.id, number)
    return {
        "campaign": campaign,
        "evaluation": step.row.id,
        "number": number,
        "at": step.at,
        "who": step.user,
        "who_name": step.name,
        "act": step.act,
        "state": step.row.state,
        "round": step.row.round,
        "text": cipher.encrypt(step.text, field=store.STEP_TEXT, row=bound) if step.text else None,
    }
