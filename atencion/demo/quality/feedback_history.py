"""The answers of the advisors of the demo's past to their evaluations, and the decisions on refutations."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.evaluations.domain.state_machine import Act
from atencion.demo.quality.agenda import ActedFact, next_business_day
from atencion.demo.quality.evaluation_case import EvaluationCase
from atencion.demo.quality.judgements import comment_on, failed_criteria
from atencion.demo.users import full_names
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    EvaluationAccepted,
    EvaluationRefuted,
    RefutationConciliationBegun,
    RefutationDecided,
)

DECIDER: Final = "coordinador"
_READ_AT, _DECIDED_AT = time(17, 20), time(10, 15)
_SAME_DAY_UNTIL: Final = time(10)  # later signatures are read on the next business day
_REFUTED_SHARE, _CONCILIATED_SHARE, _UPHELD_SHARE = 0.15, 0.25, 0.4
_COMMITMENTS: Final = ("De acuerdo.", "Voy a revisar el protocolo antes de mi turno.", "Gracias, lo tendré en cuenta.")
_REFUTATION: Final = "No estoy de acuerdo: en la llamada sí hice lo que pide este criterio."
_CONCILIATION: Final = "Reunión con las dos partes para revisar la evidencia."
_UPHELD, _REJECTED = "La evidencia muestra que sí se cumplió.", "La evidencia no muestra lo que dice la refutación."


class Feedback:
    """The answers of advisors, and the decisions, as days go by.

    Args:
        last_day: the last business day, on which one evaluation is refuted.
    """

    def __init__(self, site: Site, chance: random.Random, today: date, *, last_day: date) -> None:
        self._names = full_names(site)
        self._chance, self._today, self._last_day = chance, today, last_day
        self._waiting: list[tuple[datetime, int, EvaluationCase]] = []
        self._order, self._is_refuted, self._is_undecided = count(), False, False

    def expect(self, case: EvaluationCase, signed_at: datetime) -> None:
        """Let the advisor read a signed evaluation at the end of the day, or on the next business day."""
        if case.row.state != "pending":
            return
        local = signed_at.astimezone(COLOMBIA)
        day = local.date() if local.time() < _SAME_DAY_UNTIL else next_business_day(local.date())
        at = datetime.combine(day, _READ_AT, COLOMBIA) + timedelta(seconds=self._chance.randint(0, 1500))
        self._wait(case, at)

    def facts_until(self, day: date) -> Iterator[ActedFact]:
        """Take the acts that are due on a day, and yield their facts; at last, each advisor leaves one unread."""
        if day == self._last_day:
            self._leave_unread(day)
        while due := [each for each in self._waiting if each[0].astimezone(COLOMBIA).date() <= day]:
            first = min(due, key=lambda each: each[:2])
            self._waiting.remove(first)
            yield from self._act(first[2], first[0])

    async def notify(self, connection: AsyncConnection, campaign: str, cases: Sequence[EvaluationCase]) -> None:
        """Notify the persons for whom an evaluation waits."""
        for case in cases:
            row = case.row
            if row.state == "pending":
                due = row.refutable_until.astimezone(COLOMBIA).date() if row.refutable_until else None
                cause = NotificationCause(
                    kind="evaluation_signed" if row.needs_feedback else "evaluation_to_read",
                    number=row.id,
                    event=f"round {row.round}",
                    by_user=row.evaluator,
                    due_on=due,
                )
                await notify(connection, campaign, cause, [row.advisor], row.updated_at)
            elif row.state in ("refuted", "conciliation"):
                cause = NotificationCause(
                    kind="evaluation_refuted", number=row.id, event=f"revision {row.revision}", by_user=row.advisor
                )
                await notify(connection, campaign, cause, [DECIDER, row.evaluator], row.updated_at)

    def _leave_unread(self, day: date) -> None:
        latest: dict[str, tuple[datetime, int, EvaluationCase]] = {}
        for each in sorted(self._waiting, key=lambda each: each[:2]):
            if each[2].row.state == "pending" and each[0].astimezone(COLOMBIA).date() <= day:
                latest[each[2].row.advisor] = each
        for each in latest.values():
            self._waiting.remove(each)

    def _wait(self, case: EvaluationCase, at: datetime) -> None:
        if at.astimezone(COLOMBIA).date() < self._today:
            self._waiting.append((at, next(self._order), case))

    def _act(self, case: EvaluationCase, at: datetime) -> Iterator[ActedFact]:
        if case.row.state == "pending":
            yield self._answer(case, at)
        elif at.astimezone(COLOMBIA).date() == self._last_day and not self._is_undecided:
            self._is_undecided = True  # one decision is left for the visitor
        elif case.row.state == "refuted" and self._chance.random() < _CONCILIATED_SHARE:
            self._take(case, "conciliate", at, DECIDER, _CONCILIATION)
            self._wait(case, datetime.combine(next_business_day(at.date()), _DECIDED_AT, COLOMBIA))
            yield self._fact(case, at, DECIDER, RefutationConciliationBegun(evaluation=case.row.id))
        else:
            yield from self._decide(case, at)

    def _answer(self, case: EvaluationCase, at: datetime) -> ActedFact:
        row, day = case.row, at.astimezone(COLOMBIA).date()
        is_due = day == self._last_day and not self._is_refuted
        wants = bool(failed_criteria(case.form, row.answers)) and (is_due or self._chance.random() < _REFUTED_SHARE)
        in_time = row.refutable_until is None or at <= row.refutable_until
        if wants and in_time:
            self._is_refuted |= day == self._last_day
            self._take(case, "refute", at, row.advisor, _REFUTATION)
            decided = datetime.combine(next_business_day(day, self._chance.randint(1, 2)), _DECIDED_AT, COLOMBIA)
            self._wait(case, decided + timedelta(minutes=self._chance.randint(0, 240)))
            return self._fact(case, at, row.advisor, EvaluationRefuted(evaluation=row.id, round=row.round, file=""))
        self._take(case, "accept", at, row.advisor, self._chance.choice(_COMMITMENTS))
        accepted = EvaluationAccepted(evaluation=row.id, round=row.round, late=not in_time)
        return self._fact(case, at, row.advisor, accepted)

    def _decide(self, case: EvaluationCase, at: datetime) -> Iterator[ActedFact]:
        row, failed = case.row, failed_criteria(case.form, case.row.answers)
        if self._chance.random() >= _UPHELD_SHARE:
            self._take(case, "reject", at, DECIDER, _REJECTED)
            yield self._fact(case, at, DECIDER, RefutationDecided(evaluation=row.id, outcome="rejected"))
            return
        answers = {**row.answers, failed[0].criterion: "meets"}
        texts = comment_on(self._chance, case.form, answers)
        signed, *criteria = case.sign(
            "uphold", answers, texts, at=at, user=DECIDER, name=self._names[DECIDER], reason=_UPHELD
        )
        yield self._fact(case, at, DECIDER, signed)
        yield from ((at, f"user:{DECIDER}", "", each) for each in criteria)
        yield self._fact(case, at, DECIDER, RefutationDecided(evaluation=row.id, outcome="accepted"))

    def _take(self, case: EvaluationCase, act: Act, at: datetime, user: str, text: str) -> None:
        case.act(act, at=at, user=user, name=self._names[user], text=text)

    def _fact(self, case: EvaluationCase, at: datetime, user: str, fact: AnyFact) -> ActedFact:
        kind = "advisor" if case.row.channel == "phone" and user == case.row.advisor else "user"
        return at, f"{kind}:{user}", case.row.call_id, fact
