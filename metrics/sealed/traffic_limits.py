"""The limits of anomalous traffic in force in a sealed month, compared with its facts. Pure.

Owns their entry in the manifest. Limits set in the month are facts of the file. The limits in force at the start of the
month were set earlier: only the signature vouches for them here, and the file of that earlier month has their fact.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, Envelope, StreamId, TrafficLimitsChanged

StreamPosition = Annotated[str, Meta(pattern="^[0-9]{1,18}-[0-9]{1,18}\\Z")]
Trunks = Annotated[str, Meta(max_length=100_000, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\Z")]


class LimitsInForce(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits as a `TrafficLimitsChanged` set them, with its ``epoch-seq`` in the stream and its time, UTC."""

    id: StreamPosition
    since: Annotated[datetime, Meta(tz=True)]
    unlisted: Literal["allowed", "refused"]
    invites_per_s: Annotated[int, Meta(ge=0, le=2**31)]
    unacknowledged: Annotated[int, Meta(ge=0, le=2**31)]
    trunks: Trunks


def limits_of(envelope: Envelope) -> LimitsInForce:
    """Return the limits that a `TrafficLimitsChanged` set."""
    assert isinstance(envelope.fact, TrafficLimitsChanged)
    return LimitsInForce(id=envelope.id, since=envelope.at, **msgspec.structs.asdict(envelope.fact))


class LimitsTracker:
    """The limits that facts set, collected during the fold."""

    def __init__(self) -> None:
        self.findings: list[LimitsInForce] = []

    def track(self, envelopes: Iterable[Envelope]) -> Iterator[Envelope]:
        """Yield facts unchanged, and collect the limits that they set; must be fast for ten million facts."""
        fact_type: type[AnyFact] = TrafficLimitsChanged
        for envelope in envelopes:
            if type(envelope.fact) is fact_type:
                self.findings.append(limits_of(envelope))
            yield envelope

    def differences(self, declared: Sequence[LimitsInForce], before: str) -> Iterator[str]:
        """Yield a sentence for each way in which the manifest's limits differ from the facts.

        `before` is the stream position of the row before the first fact.
        """
        start = StreamId.parse(before)
        earlier = [each for each in declared if StreamId.parse(each.id) <= start]
        if len(earlier) > 1 or (earlier and declared[0] != earlier[0]):
            yield "El manifiesto nombra más de unos límites de tráfico para el comienzo del mes."
        within = [each for each in declared if each not in earlier]
        if within != self.findings:
            changes = ", ".join(_moment(each) for each in self.findings) or "ninguno"
            yield f"El manifiesto no nombra los cambios de los límites de tráfico que dicen los hechos: {changes}."


def describe_limits(limits: Sequence[LimitsInForce]) -> str:
    """Describe in Spanish the limits in force."""
    if not limits:
        return "ninguno: ningún hecho los había fijado"
    return "; ".join(f"desde el {_moment(each)}: {_limits_text(each)}" for each in limits)


def _moment(limits: LimitsInForce) -> str:
    local = limits.since.astimezone(COLOMBIA)
    return f"{spoken_date(local)} a las {local:%H:%M:%S}"


def _limits_text(limits: LimitsInForce) -> str:
    listed = f"troncales {limits.trunks.replace(',', ', ')}" if limits.trunks else "sin troncales en la lista"
    if limits.unlisted == "refused":
        return f"solo las troncales de la lista; {listed}"
    return f"{limits.invites_per_s} llamadas por segundo y {limits.unacknowledged} sin confirmar por origen; {listed}"
