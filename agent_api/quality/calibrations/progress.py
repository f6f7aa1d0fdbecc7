"""How far the people of a session have come: the evaluations that they began and signed."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.domain.state_machine import Calibration
from agent_api.quality.calibrations.store import CalibrationItemRow, CalibrationRow, ComparedRound, PersonRow
from agent_api.quality.evaluations import store as evaluation_store
from agent_api.quality.evaluations.store import EvaluationRow


class SessionProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its items, its people and their evaluations of the items.

    Attributes:
        evaluations: calibration evaluations of the items by those who are compared, with the form of the session.
    """

    row: CalibrationRow
    items: Sequence[CalibrationItemRow]
    people: Sequence[PersonRow]
    evaluations: Sequence[EvaluationRow]

    @property
    def rounds(self) -> list[ComparedRound]:
        """The last signed round of each evaluation."""
        return [
            ComparedRound(item=each.item, user=each.evaluator, evaluation=each.id, round=each.round)
            for each in self.evaluations
            if each.round
        ]

    @property
    def value(self) -> Calibration:
        """The session as a value that can take acts."""
        master = next(each.user for each in self.people if each.part == "master")
        return Calibration(
            state=self.row.state,
            version=self.row.version,
            items=len(self.items),
            signed_by_master=self.signed(master),
            absent=tuple(each.name for each in self.people if each.part == "evaluator" and self.unsigned(each.user)),
        )

    @property
    def pending(self) -> int:
        """The evaluations that are not signed."""
        return sum(self.unsigned(each.user) for each in self.people if each.part != "observer")

    def signed(self, user: str) -> int:
        """Return how many items a person has signed."""
        return sum(each.user == user for each in self.rounds)

    def unsigned(self, user: str) -> int:
        """Return how many items a person who evaluates has not signed."""
        return len(self.items) - self.signed(user)


async def load_progress(connection: AsyncConnection, campaign: str, row: CalibrationRow) -> SessionProgress:
    """Load the progress of a session."""
    items = await store.list_items(connection, campaign, row.id)
    people = await store.list_people(connection, campaign, row.id)
    evaluators = {each.user for each in people if each.part != "observer"}
    found = await evaluation_store.list_of_items(connection, campaign, [(row.channel, each.item) for each in items])
    return SessionProgress(
        row=row,
        items=items,
        people=people,
        evaluations=[
            each
            for each in found
            if each.kind == "calibration" and each.evaluator in evaluators and each.form_version == row.form_version
        ],
    )
