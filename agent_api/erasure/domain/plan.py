"""Decision which of a person's data are erased, and which are retained for which reason. Pure.

Erasure does not proceed while a legal or contractual duty requires the data (Decreto 1074 de 2015, art. 2.2.2.25.2.6);
the holder is informed of the duty. The log, the figures and the closed months hold only opaque references, so they are
not part of the decision. It must not know where anything is stored.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, Literal, get_args

import msgspec

from config.site.retention import RetentionDuty, RetentionRules

Kind = Literal[
    "customer",
    "customer_history",
    "credit_tie",
    "caller_number",
    "petition",
    "attachment",
    "mail",
    "letter",
    "recording",
    "draft",
    "note",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Reason = Literal[
    "credit_in_force",
    "open_petition",
    "legal_duty",
    "no_retention_rule",
    "erasure_request",
    "being_sent",
    "in_progress",
    "unattended_message",
    "petition_of_another",
]
CreditStatus = Literal["none", "settled", "in_force"]
"""Status of the person's credit: none known, paid according to the official, or owed."""


class HeldPetition(msgspec.Struct, frozen=True, kw_only=True):
    """A petition of the person.

    Attributes:
        number: filing number.
        closed_on: local date; None while it is open.
        of_another: whether the person acts in it for another petitioner.
    """

    number: str
    closed_on: date | None
    of_another: bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One stored item of the person's data.

    Attributes:
        key: of its row.
        petition: filing number of its petition, or empty.
        call_id: its call, or empty.
        made_on: local date of a recording.
        unfinished: whether a message is not sent yet, or the call or its recording is in progress.
        unattended: whether it is an unattended voice message.
    """

    kind: Kind
    key: str
    petition: str = ""
    call_id: str = ""
    made_on: date | None = None
    unfinished: bool = False
    unattended: bool = False


class Holdings(msgspec.Struct, frozen=True, kw_only=True):
    """All stored data of a person.

    Attributes:
        request: filing number of the request to erase.
        petitions: by filing number.
        calls_in_process: calls on which an open petition was filed.
    """

    request: str
    credit: CreditStatus
    petitions: Mapping[str, HeldPetition]
    items: tuple[Item, ...]
    calls_in_process: frozenset[str] = frozenset()


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Reason to retain an item.

    Attributes:
        basis: the site's text for a legal duty, or empty.
        until: last day of that duty; None if no date ends it.
    """

    reason: Reason
    basis: str = ""
    until: date | None = None


class Kept(msgspec.Struct, frozen=True):
    """A retained item and its reason."""

    item: Item
    ground: Ground


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Items to erase and items to retain."""

    erased: tuple[Item, ...]
    kept: tuple[Kept, ...]


class ErasureRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules and date of the decision."""

    retention: RetentionRules
    today: date


KeepRule = Callable[[Item, Holdings, ErasureRules], Ground | None]


def _credit(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    return Ground(reason="credit_in_force") if holdings.credit == "in_force" else None


def _unfinished(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    return Ground(reason="being_sent" if item.kind == "mail" else "in_progress") if item.unfinished else None


def _unattended(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    return Ground(reason="unattended_message") if item.unattended else None


def _of_open_petition(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    return Ground(reason="open_petition") if item.call_id in holdings.calls_in_process else None


def _request(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    return Ground(reason="erasure_request") if item.petition == holdings.request else None


def _petition(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    petition = holdings.petitions.get(item.petition)
    if petition is None:
        return None
    if petition.of_another:
        return Ground(reason="petition_of_another")
    if petition.closed_on is None:
        return Ground(reason="open_petition")
    if rules.retention.petitions is None:
        return Ground(reason="no_retention_rule")
    return _duty(rules.retention.petitions, petition.closed_on, rules.today)


def _recording(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    duty = rules.retention.recordings
    return None if duty is None or item.made_on is None else _duty(duty, item.made_on, rules.today)


def _duty(duty: RetentionDuty, since: date, today: date) -> Ground | None:
    until = duty.last_day(since)
    return Ground(reason="legal_duty", basis=duty.basis, until=until) if today <= until else None


_OF_PETITION: Final = (_request, _petition)
KEEP_RULES: Final[Mapping[Kind, tuple[KeepRule, ...]]] = {
    "customer": (_credit,),
    "customer_history": (_credit,),
    "credit_tie": (_credit,),
    "caller_number": (_unfinished, _of_open_petition),
    "petition": _OF_PETITION,
    "attachment": _OF_PETITION,
    "mail": (_unfinished, *_OF_PETITION),
    "letter": _OF_PETITION,
    "recording": (_unfinished, _unattended, _of_open_petition, _recording),
    "draft": (),
    "note": (),
}
"""Rules that may retain an item of each kind; the first that applies is the reason."""


def decide(holdings: Holdings, rules: ErasureRules) -> Plan:
    """Decide for each item whether it is erased or retained."""
    grounds = [(item, _ground(item, holdings, rules)) for item in holdings.items]
    return Plan(
        erased=tuple(item for item, ground in grounds if ground is None),
        kept=tuple(Kept(item, ground) for item, ground in grounds if ground is not None),
    )


def _ground(item: Item, holdings: Holdings, rules: ErasureRules) -> Ground | None:
    return next((ground for check in KEEP_RULES[item.kind] if (ground := check(item, holdings, rules))), None)


class OutcomeLine(msgspec.Struct, frozen=True, kw_only=True):
    """Number of erased or retained items of a kind.

    Attributes:
        ground: reason to retain them; None if they are erased.
    """

    kind: Kind
    count: int
    ground: Ground | None = None
    petitions: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of a plan or of a completed erasure, without personal data; stored with the erasure."""

    erased: tuple[OutcomeLine, ...] = ()
    kept: tuple[OutcomeLine, ...] = ()


def summarize(plan: Plan) -> Outcome:
    """Count a plan by kind and ground, in the order of the kinds."""
    erased = Counter(each.kind for each in plan.erased)
    return Outcome(
        erased=tuple(OutcomeLine(kind=kind, count=erased[kind]) for kind in KINDS if erased[kind]),
        kept=tuple(line for kind in KINDS for line in _kept_of(kind, plan.kept)),
    )


def _kept_of(kind: Kind, entries: Sequence[Kept]) -> list[OutcomeLine]:
    of_kind = [each for each in entries if each.item.kind == kind]
    grounds = dict.fromkeys(each.ground for each in of_kind)
    return [_line(kind, ground, [each.item for each in of_kind if each.ground == ground]) for ground in grounds]


def _line(kind: Kind, ground: Ground, items: Sequence[Item]) -> OutcomeLine:
    petitions = tuple(sorted({each.petition for each in items if each.petition}))
    return OutcomeLine(kind=kind, count=len(items), ground=ground, petitions=petitions)


def accumulate(before: Outcome, now: Outcome) -> Outcome:
    """Add the earlier erasures of the same person; retained items are the current ones."""
    erased = Counter({each.kind: each.count for each in before.erased})
    erased.update({each.kind: each.count for each in now.erased})
    return Outcome(
        erased=tuple(OutcomeLine(kind=kind, count=erased[kind]) for kind in KINDS if erased[kind]), kept=now.kept
    )


def encode_erased(outcome: Outcome) -> str:
    """Format erased counts for facts: «attachment=1,petition=2»."""
    return ",".join(f"{each.kind}={each.count}" for each in outcome.erased)


def encode_kept(outcome: Outcome) -> str:
    """Format retained counts for facts: «petition/open_petition=1»; a reason's dates share one count."""
    counts: Counter[str] = Counter()
    for each in outcome.kept:
        if each.ground is not None:
            counts[f"{each.kind}/{each.ground.reason}"] += each.count
    return ",".join(f"{name}={count}" for name, count in counts.items())
