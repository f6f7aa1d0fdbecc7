"""Which number of the interventoría counts for the samples of a week, by the facts. Pure.

A number counts if its commitment is in the chain before the week begins and the number itself after it ended. So the
time of the chain decides, not that of a request.
"""

from datetime import timedelta
from typing import Final

from eventlog.facts import Envelope, SampleSeedCommitted, SampleSeedRevealed
from metrics.quality.samples.week import Week
from metrics.quality.seed import Seed, SeedRefused, commit, derive_seed

COMMITMENT_LEAD: Final = timedelta(days=35)
"""How long before a week its commitment may be made, so that a reader knows where to look."""


class SeedFacts:
    """The commitment and the number of a week, while its facts are read.

    Attributes:
        commitment: the first one in time, or empty.
        number: the one that fits it, or empty.
        is_inferred: whether the commitment follows from the number only, and its time is unknown.
    """

    def __init__(self, week: Week, *, sees_commitments: bool = True) -> None:
        """Start before the first fact that may be a commitment, or later, so that a number implies its commitment."""
        self._name, self._infers, self.is_inferred = str(week), not sees_commitments, False
        self._earliest, self._begins, self._ends = week.begins - COMMITMENT_LEAD, week.begins, week.ends
        self.commitment = self.number = ""

    def add(self, envelope: Envelope) -> None:
        """Apply the next fact, in the order of the journal."""
        match envelope.fact:
            case SampleSeedCommitted(week=self._name, commitment=commitment) if not self.commitment:
                if self._earliest <= envelope.at < self._begins:
                    self.commitment = commitment
            case SampleSeedRevealed(week=self._name, number=number) if not self.number:
                if envelope.at >= self._ends and self._fits(number):
                    self.number, self.commitment = number, commit(number)

    def seed(self, head: str) -> Seed:
        """Return the seed for a head of the chain, hex."""
        return derive_seed(head, commitment=self.commitment, number=self.number)

    def _fits(self, number: str) -> bool:
        try:
            committed = commit(number)
        except SeedRefused:
            return False
        if self._infers and not self.commitment:
            self.is_inferred = True
            return True
        return committed == self.commitment
