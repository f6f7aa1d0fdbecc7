"""Acts on a novelty: when each is possible, and what the novelty becomes. Pure.

A novelty is sent to technology, the interventoría or both, and each replies by itself: a receipt, then an answer. An
answer without an earlier receipt is its receipt too. It is closed once every recipient has answered.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

import msgspec

from eventlog.facts.large_client import NoveltyAct, NoveltyState, Recipient

REPLIES: Final[frozenset[NoveltyAct]] = frozenset({"receive", "answer"})
TO_A_RECIPIENT: Final[frozenset[NoveltyAct]] = REPLIES | {"send"}
TEXT_NEEDED: Final[frozenset[NoveltyAct]] = frozenset({"answer", "note", "close", "reopen", "annul"})
OPEN_STATES: Final[tuple[NoveltyState, ...]] = ("registered", "sent", "received", "answered")
"""States in which a person must still act."""


class NoveltyDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient to which a novelty was sent; the days are local, None until they come."""

    recipient: Recipient
    sent_on: date
    receipt_due_on: date
    answer_due_on: date
    received_on: date | None = None
    answered_on: date | None = None


class Novelty(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a novelty that decides which acts are possible.

    Attributes:
        found_on: local day on which it was found.
        closed_on: local day; None while it is open.
    """

    found_on: date
    deliveries: tuple[NoveltyDelivery, ...] = ()
    closed_on: date | None = None
    annulled: bool = False

    @property
    def state(self) -> NoveltyState:
        """The state, which the deliveries and the closing give."""
        if self.annulled:
            return "annulled"
        if self.closed_on is not None:
            return "closed"
        if not self.deliveries:
            return "registered"
        if all(each.answered_on for each in self.deliveries):
            return "answered"
        return "received" if all(each.received_on for each in self.deliveries) else "sent"

    def delivery_to(self, recipient: Recipient | Literal[""]) -> NoveltyDelivery | None:
        """Return the delivery to a recipient; None if it was not sent to it."""
        return next((each for each in self.deliveries if each.recipient == recipient), None)


class NoveltyStep(msgspec.Struct, frozen=True, kw_only=True):
    """An act on a local day.

    Attributes:
        recipient: of a sending, a receipt or an answer; else empty.
        receipt_due_on: last day of the receipt, of a sending.
        answer_due_on: last day of the answer, of a sending.
    """

    act: NoveltyAct
    on: date
    recipient: Recipient | Literal[""] = ""
    receipt_due_on: date | None = None
    answer_due_on: date | None = None


class NoveltyRefusal(NamedTuple):
    """Why an act is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


def take_step(novelty: Novelty, step: NoveltyStep, today: date) -> Novelty | NoveltyRefusal:
    """Return the novelty after an act, or the refusal of the act."""
    refused = find_refusal(novelty, step.act, step.recipient) or _find_day_refusal(novelty, step, today)
    if refused is not None:
        return refused
    match step.act:
        case "send":
            return _with_delivery(novelty, _new_delivery(step))
        case "receive":
            return _replied(novelty, step, received_on=step.on)
        case "answer":
            return _replied(novelty, step, answered_on=step.on)
        case "close":
            return msgspec.structs.replace(novelty, closed_on=step.on)
        case "reopen":
            return msgspec.structs.replace(novelty, closed_on=None)
        case "annul":
            return msgspec.structs.replace(novelty, annulled=True)
        case "note":
            return novelty


def find_refusal(novelty: Novelty, act: NoveltyAct, recipient: Recipient | Literal[""]) -> NoveltyRefusal | None:
    """Return why an act is not possible now; None if it is."""
    if (recipient != "") != (act in TO_A_RECIPIENT):
        return NoveltyRefusal("novelty_recipient", "Diga a quién se envió, solo si el paso es de un destinatario.")
    if novelty.state not in _STATES_OF_ACT[act]:
        return NoveltyRefusal("novelty_act_not_possible", f"Ahora no se puede: {_DESCRIPTIONS[novelty.state]}.")
    delivery = novelty.delivery_to(recipient)
    if act == "send":
        return _refuse("ya se le envió a ese destinatario") if delivery else None
    if act in REPLIES and delivery is None:
        return _refuse("no se le ha enviado a ese destinatario")
    if delivery is not None and delivery.answered_on is not None:
        return _refuse("ese destinatario ya respondió")
    if act == "receive" and delivery is not None and delivery.received_on is not None:
        return _refuse("ese destinatario ya acusó recibo")
    return None


def list_possible(novelty: Novelty) -> tuple[tuple[NoveltyAct, Recipient | Literal[""]], ...]:
    """Return the acts that are possible now, each with its recipient."""
    recipients: tuple[Recipient, ...] = get_args(Recipient)
    acts: tuple[NoveltyAct, ...] = get_args(NoveltyAct)
    pairs: list[tuple[NoveltyAct, Recipient | Literal[""]]] = []
    for act in acts:
        pairs += [(act, each) for each in recipients] if act in TO_A_RECIPIENT else [(act, "")]
    return tuple(pair for pair in pairs if find_refusal(novelty, *pair) is None)


def _find_day_refusal(novelty: Novelty, step: NoveltyStep, today: date) -> NoveltyRefusal | None:
    """Return why the day of an act is not possible: it is in the future, or before what came earlier."""
    if step.on > today:
        return NoveltyRefusal("novelty_day", "Ese día no ha llegado.")
    delivery = novelty.delivery_to(step.recipient)
    earlier = [novelty.found_on]
    if delivery is not None:
        earlier += [delivery.sent_on, delivery.received_on or delivery.sent_on]
    if step.act == "close":
        earlier += [each.answered_on for each in novelty.deliveries if each.answered_on]
    if step.act in (*TO_A_RECIPIENT, "close") and step.on < max(earlier):
        return NoveltyRefusal(
            "novelty_day", f"No puede ser antes del {max(earlier):%d/%m/%Y}, el día del paso anterior."
        )
    return None


def _new_delivery(step: NoveltyStep) -> NoveltyDelivery:
    assert step.recipient
    assert step.receipt_due_on is not None
    assert step.answer_due_on is not None
    return NoveltyDelivery(
        recipient=step.recipient,
        sent_on=step.on,
        receipt_due_on=step.receipt_due_on,
        answer_due_on=step.answer_due_on,
    )


def _replied(novelty: Novelty, step: NoveltyStep, **days: date) -> Novelty:
    delivery = novelty.delivery_to(step.recipient)
    assert delivery is not None
    changed = {"received_on": delivery.received_on or step.on, **days}
    return _with_delivery(novelty, msgspec.structs.replace(delivery, **changed))


def _with_delivery(novelty: Novelty, delivery: NoveltyDelivery) -> Novelty:
    others = (each for each in novelty.deliveries if each.recipient != delivery.recipient)
    deliveries = sorted((*others, delivery), key=lambda each: get_args(Recipient).index(each.recipient))
    return msgspec.structs.replace(novelty, deliveries=tuple(deliveries))


def _refuse(why: str) -> NoveltyRefusal:
    return NoveltyRefusal("novelty_act_not_possible", f"Ahora no se puede: {why}.")


_STATES_OF_ACT: Final[Mapping[NoveltyAct, tuple[NoveltyState, ...]]] = MappingProxyType(
    {
        "send": OPEN_STATES,
        "receive": ("sent",),
        "answer": ("sent", "received"),
        "note": (*OPEN_STATES, "closed"),
        "close": ("answered",),
        "reopen": ("closed",),
        "annul": OPEN_STATES,
    }
)
_DESCRIPTIONS: Final[Mapping[NoveltyState, str]] = MappingProxyType(
    {
        "registered": "la novedad no se ha enviado a nadie",
        "sent": "la novedad espera el acuse de recibo",
        "received": "la novedad espera respuesta",
        "answered": "ya respondieron todos a quienes se envió",
        "closed": "la novedad está cerrada; reábrala si hace falta",
        "annulled": "la novedad se anuló",
    }
)
