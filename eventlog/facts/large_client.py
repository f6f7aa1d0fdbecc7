"""Facts of large clients and of the novelties of their channel (M5-1-05, C5). Pure.

No fact contains a name, a NIT, a contact or another text: ``client`` is an opaque id, ``novelty`` a number. The
envelope says who acted, the site version whose channels and terms were used, and the call of a novelty about one.
"""

from typing import Literal

from eventlog.facts.base import Fact

LargeClientState = Literal["active", "ended"]
NoveltySource = Literal["database", "outsourcer_report", "monitoring"]
"""Where a novelty was seen: in the database, in a report of the outsourcer, or by monitoring the channel."""
NoveltyKind = Literal["failure", "finding"]
NoveltyState = Literal["registered", "sent", "received", "answered", "closed", "annulled"]
"""``received`` and ``answered``: by every recipient to which it was sent."""
NoveltyAct = Literal["send", "receive", "answer", "note", "close", "reopen", "annul"]
Recipient = Literal["technology", "interventoria"]
MissingReply = Literal["receipt", "answer"]


class LargeClientRegistered(Fact, frozen=True, kw_only=True):
    """A large client was registered; ``manager`` is the login of its account manager."""

    client: str
    manager: str


class LargeClientChanged(Fact, frozen=True, kw_only=True):
    """A large client was changed.

    Attributes:
        version: after the change.
        fields: names of the changed fields, in order, separated by commas.
        state: after the change.
    """

    client: str
    version: int
    fields: str
    state: LargeClientState


class ClientNoveltyRegistered(Fact, frozen=True, kw_only=True):
    """A failure or finding of the channel of large clients was registered; ``channel`` is an id of the site."""

    novelty: str
    client: str
    channel: str
    source: NoveltySource
    kind: NoveltyKind


class ClientNoveltyStepTaken(Fact, frozen=True, kw_only=True):
    """A person acted on a novelty.

    Attributes:
        recipient: of a sending, a receipt or an answer; else empty.
        state: after the act.
        on: local day of the act, ISO 8601; it may be earlier than the fact.
        late: whether a receipt or an answer came after its last day.
    """

    novelty: str
    act: NoveltyAct
    recipient: Recipient | Literal[""]
    state: NoveltyState
    on: str
    late: bool


class ClientNoveltyReminded(Fact, frozen=True, kw_only=True):
    """A recipient was reminded of a receipt or an answer whose last day, ``due_on`` (ISO 8601), has passed."""

    novelty: str
    recipient: Recipient
    missing: MissingReply
    due_on: str


LargeClientFact = LargeClientRegistered | LargeClientChanged
ClientNoveltyFact = ClientNoveltyRegistered | ClientNoveltyStepTaken | ClientNoveltyReminded
