"""Verification of a week's sample from the facts: the draw is repeated and compared. Pure.

Owns the comparison and its Spanish sentences. The facts come in the order of the chain, each with the hash before it,
from a journal or from sealed months; a fact whose hash differs is named.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from eventlog.errors import Unreadable
from eventlog.facts import (
    AnyFact,
    Envelope,
    SampleDrawn,
    SampleItemDrawn,
    SampleItemReplaced,
    SamplePlanned,
    SampleStratumDrawn,
)
from eventlog.facts.quality.sample import SampleChannel
from eventlog.journal.chain import ChainedRow, ChainLink
from eventlog.journal.codec import read_canonical
from metrics.quality.samples.frame import FRAMES
from metrics.quality.samples.seed_facts import SeedFacts
from metrics.quality.samples.week import Week
from metrics.quality.samples.weekly_draw import WeeklyDraw, draw_week, facts_of

MAX_DIFFERENCES: Final = 50
_FIELDS: Final = {
    "population": "la población",
    "size": "el tamaño",
    "strata": "el número de estratos",
    "frame": "la huella del marco",
    "head_seq": "el número del último hecho de la semana",
    "head": "la cabeza de la cadena",
    "seed": "la semilla",
    "seed_case": "la clase de semilla",
}


class SampleAudit:
    """The verification of one sample while the facts are read.

    Attributes:
        drawn: the fact of the draw, or None.
        head: the link of the week's last fact, which the reader of the facts sets before the draw.
        replaced: number of replacements.
    """

    def __init__(self, week: Week, channel: SampleChannel, *, sees_commitments: bool = True) -> None:
        """Start before the first fact of the week, and if it is to see commitments, 35 days before it."""
        self._week, self._name, self._channel = week, str(week), channel
        self._frame, self._seed_facts = FRAMES[channel](week), SeedFacts(week, sees_commitments=sees_commitments)
        self._sees_commitments = sees_commitments
        self._plan: SamplePlanned | None = None
        self._draw: WeeklyDraw | None = None
        self._reported: list[AnyFact] = []
        self._items: dict[str, None] = {}
        self._current: dict[str, str] = {}
        self._used: Counter[str] = Counter()
        self._differences: list[str] = []
        self.drawn: SampleDrawn | None = None
        self.head: ChainLink | None = None
        self.replaced = 0

    @property
    def needs_frame(self) -> bool:
        """Whether facts of calls or tickets still matter."""
        return self._frame.open_items > 0

    def add(self, row: ChainedRow) -> None:
        """Check the hash of the next fact and apply it."""
        if not row.is_linked:
            self._say(f"El hecho {row.seq} fue cambiado: su huella en la cadena es otra.")
        try:
            envelope = read_canonical(row.data)
        except Unreadable:
            self._say(f"El hecho {row.seq} no se puede leer.")
            return
        self.apply(envelope, row.seq)

    def apply(self, envelope: Envelope, seq: int) -> None:
        """Apply the next fact, whose hash the caller checks."""
        self._frame.add(envelope)
        self._seed_facts.add(envelope)
        if getattr(envelope.fact, "week", "") == self._name:
            self._apply(envelope, seq)

    @property
    def trusts_commitment(self) -> bool:
        """Whether the draw names a commitment that is not among the facts that were read."""
        was_read = self._seed_facts.commitment and not self._seed_facts.is_inferred
        names_one = self.drawn is not None and self.drawn.seed_case != "head"
        return names_one and not self._sees_commitments and not was_read

    def items(self) -> list[str]:
        """Return the items of the sample, by the facts of the draw and its replacements; the plan need not fit."""
        return list(self._items)

    def differences(self) -> list[str]:
        """Return a sentence for each difference; empty if the sample is the one that the facts give."""
        found = list(self._differences)
        if self._plan is None:
            found.append("No hay un plan de esa semana y ese canal en los hechos.")
        elif self.drawn is None:
            found.append("La muestra de esa semana y ese canal no se ha sorteado.")
        elif self._draw is not None:
            found += self._compare(self._draw)
        return found[:MAX_DIFFERENCES]

    def _apply(self, envelope: Envelope, seq: int) -> None:
        match envelope.fact:
            case SamplePlanned(channel=self._channel) as plan:
                if self._plan is None:
                    self._plan = plan
                else:
                    self._say(f"El hecho {seq} es un segundo plan de la misma muestra.")
            case SampleDrawn(channel=self._channel) as drawn:
                if self.drawn is None:
                    self.drawn = drawn
                    self._repeat(envelope.at)
                else:
                    self._say(f"El hecho {seq} es un segundo sorteo de la misma muestra.")
            case SampleStratumDrawn(channel=self._channel):
                self._reported.append(envelope.fact)
            case SampleItemDrawn(channel=self._channel, item=item):
                self._reported.append(envelope.fact)
                self._items[item] = None
            case SampleItemReplaced(channel=self._channel) as replaced:
                self._replace(replaced, seq)

    def _repeat(self, at: datetime) -> None:
        """Repeat the draw at its place in the chain."""
        if self._plan is None:
            self._say("La muestra se sorteó antes de su plan.")
            return
        if at < self._week.ends or self.head is None:
            self._say("La muestra se sorteó antes de terminar la semana.")
            return
        if self.needs_frame:
            self._say("La muestra se sorteó con llamadas de la semana todavía en curso.")
        seed = self._seed_facts.seed(self.head.hash.hex())
        try:
            draws_at, reveal_by = (datetime.fromisoformat(each) for each in (self._plan.draws_at, self._plan.reveal_by))
            self._draw = draw_week(self._plan, self._frame.items(), self.head, seed)
            if at < draws_at:
                self._say("La muestra se sorteó antes de la hora de su plan.")
            if at < reveal_by and "unrevealed" in (seed.case, self.drawn and self.drawn.seed_case):
                self._say("La muestra se sorteó sin el número comprometido antes de vencer el plazo para revelarlo.")
        except (ValueError, TypeError):
            self._say("El plan de la muestra tiene valores que no son de un plan.")
            return
        self._current = {item: str(each.key) for each in self._draw.strata for item in each.order[: each.size]}

    def _compare(self, draw: WeeklyDraw) -> Iterable[str]:
        expected, *details = facts_of(draw)
        assert isinstance(expected, SampleDrawn)
        assert self.drawn is not None
        for field, name in _FIELDS.items():
            derived, reported = getattr(expected, field), getattr(self.drawn, field)
            if derived != reported and not (field == "seed_case" and self._may_be_unrevealed(derived)):
                yield f"Del sorteo, {name} es {reported} y de los hechos resulta {derived}."
        derived_facts, reported_facts = Counter(details), Counter(self._reported)
        yield from (f"Falta en la muestra {_describe(each)}." for each in (derived_facts - reported_facts).elements())
        yield from (f"Sobra en la muestra {_describe(each)}." for each in (reported_facts - derived_facts).elements())

    def _may_be_unrevealed(self, derived: str) -> bool:
        """Return whether a commitment that was not read would make an unrevealed number of no number."""
        assert self.drawn is not None
        return not self._sees_commitments and (derived, self.drawn.seed_case) == ("head", "unrevealed")

    def _replace(self, fact: SampleItemReplaced, seq: int) -> None:
        self.replaced += 1
        self._items.pop(fact.item, None)
        self._items[fact.replacement] = None
        key = self._current.pop(fact.item, None)
        if self._draw is None or key is None:
            self._say(f"El reemplazo del hecho {seq} es de «{fact.item}», que no está en la muestra.")
            return
        stratum = next(each for each in self._draw.strata if str(each.key) == key)
        number = stratum.size + 1 + self._used[key]
        following = stratum.order[number - 1] if number <= len(stratum.order) else ""
        if (fact.replacement, fact.position) != (following, number):
            due = f"le sigue «{following}», el {number}.º" if following else "no le sigue ninguno"
            self._say(
                f"El reemplazo del hecho {seq} es «{fact.replacement}», el {fact.position}.º de su estrato, y en el "
                f"orden del sorteo {due}."
            )
        self._current[fact.replacement] = key
        self._used[key] += 1

    def _say(self, sentence: str) -> None:
        self._differences.append(sentence)


def _describe(fact: AnyFact) -> str:
    if isinstance(fact, SampleItemDrawn):
        return f"«{fact.item}», el {fact.position}.º de {fact.advisor} en {fact.line}"
    assert isinstance(fact, SampleStratumDrawn)
    return f"el estrato de {fact.advisor} en {fact.line}, con {fact.size} de {fact.population}"
