"""A sealed November with the figures of the contract, as `atencion verify` checks it."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.site.oversight.indicators import definitions_to_json
from eventlog.facts import Envelope, PeriodClosed
from eventlog.journal.chain import genesis
from eventlog.journal.codec import canonical_bytes
from metrics.indicators.periods import bounds_of
from metrics.sealed.figures import MonthFigures
from metrics.sealed.manifest import Point
from metrics.sealed.writer import SealedPeriodInfo, SegmentWriter, build_sealed_period
from tests.support.facts.synthetic_month import CAMPAIGN, month
from tests.support.site_folders import sample_site

MONTH = "2026-11"
BEGINS, ENDS = bounds_of(MONTH)
DEFINITIONS = definitions_to_json(sample_site().indicators)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def closed_month() -> list[Envelope]:
    """Return a small November and the fact that closes it two days later."""
    facts = list(month(60))
    epoch, _, number = facts[-1].id.partition("-")
    fact = PeriodClosed(month=MONTH, definitions=hashlib.sha256(DEFINITIONS).hexdigest())
    closing = msgspec.structs.replace(facts[-1], id=f"{epoch}-{int(number) + 1}", call_id="", fact=fact)
    return [*facts, msgspec.structs.replace(closing, at=datetime(2026, 12, 3, tzinfo=UTC))]


class SealedNovember:
    """A sealed November, with the head of the chain after each of its facts."""

    def __init__(self, facts: Iterable[Envelope]) -> None:
        before = Point(seq=0, hash=genesis(CAMPAIGN).hash.hex(), id="0-0")
        links, compressed = BytesIO(), BytesIO()
        segment, figures = SegmentWriter(before, compressed, links), MonthFigures(BEGINS, ENDS, DEFINITIONS)
        self.heads = [segment.link]
        for each in facts:
            self.heads.append(segment.add(canonical_bytes(each), each.id))
            figures.add(each)
            self.settled = figures.is_settled(each.at)
        about = SealedPeriodInfo(
            campaign=CAMPAIGN,
            entity="ICETEX",
            month=MONTH,
            begins=BEGINS.astimezone(UTC),
            ends=ENDS.astimezone(UTC),
            sealed_at=datetime(2026, 12, 3, tzinfo=UTC),
            software="0",
        )
        self.results = figures.results()
        self.file = b"".join(
            build_sealed_period(
                about,
                KEY,
                before=before,
                after=segment.close(),
                closed_by=segment.link.seq,
                definitions=DEFINITIONS,
                results=self.results,
                links=links,
                facts=compressed,
            )
        )
