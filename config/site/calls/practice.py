"""Practice of advisors, as the site says: scenarios with an invented customer, and how many at once. Pure.

Owns the shape and the checks. `config.site.practice_campaign` derives the campaign in which practices happen.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import TOPIC_PATTERN, Id, Name, Sentence, Spoken
from config.schema.reader import NodePath, Reader, suggest_name
from config.site.samples import SampleCustomer
from config.site.tickets.typology import Topic, TypologyKind, find_topic


class PracticeScenario(msgspec.Struct, frozen=True, kw_only=True):
    """An invented call, and the work that it expects.

    Attributes:
        summary: read by the advisor before the call.
        customer: id of the invented customer who calls.
        topic: the expected typification: kind, theme and sub-theme, or kind and theme.
        verified, filed: whether the advisor should verify the identity, and file a petition.
        turns: of the caller, one after each of the advisor's.
    """

    id: Id
    name: Name
    summary: Sentence
    customer: Id
    topic: Annotated[str, Meta(pattern=TOPIC_PATTERN)]
    verified: bool = False
    filed: bool = False
    turns: Annotated[tuple[Spoken, ...], Meta(min_length=1, max_length=20)]


class AutomaticEnd(msgspec.Struct, frozen=True, kw_only=True):
    """When practices end by themselves, and none begins, because real callers need the advisors.

    From `waiting` real calls in all queues on, and below a `service_level` in percent of a queue of the advisor that
    had `least_calls` in the current interval. A practice call is ended, too, only with `during_call`.
    """

    waiting: Annotated[int, Meta(ge=1, le=1000)] | None = None
    service_level: Annotated[int, Meta(ge=1, le=100)] | None = None
    least_calls: Annotated[int, Meta(ge=1, le=1000)] = 10
    during_call: bool = False


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """How advisors practise.

    Attributes:
        most: how many practices may run at once.
        minutes: after which a practice ends by itself.
        record_days: how long calls, typifications and petitions of practices are kept, longer than recordings.
        end_when_waiting: from so many real calls in the queues, screens advise to end practices.
        customers: invented people; no version of a site holds a real person's data.
    """

    most: Annotated[int, Meta(ge=1, le=20)] = 5
    minutes: Annotated[int, Meta(ge=5, le=60)] = 20
    wrap_up_s: Annotated[int, Meta(ge=30, le=900)] = 300
    recording_days: Annotated[int, Meta(ge=1, le=90)] = 15
    record_days: Annotated[int, Meta(ge=2, le=730)] = 90
    end_when_waiting: Annotated[int, Meta(ge=1, le=1000)] = 5
    automatic_end: AutomaticEnd | None = None
    customers: dict[Id, SampleCustomer]
    scenarios: dict[Id, PracticeScenario]


def topic_of(scenario: PracticeScenario) -> Topic:
    """Return the expected typification of a scenario."""
    kind, theme, *subtheme = scenario.topic.split("/")
    return Topic(kind, theme, subtheme[0] if subtheme else "")


def check_practice(practice: Practice | None, typology: Mapping[str, TypologyKind], reader: Reader) -> None:
    """Complain about a site without scenarios, and about scenarios without their customer or topic."""
    if practice is None:
        return
    if not practice.scenarios:
        reader.complain(
            ("practice", "scenarios"), "no hay ningún escenario; agregue al menos uno o borre esta parte del sitio"
        )
    if practice.record_days <= practice.recording_days:
        reader.complain(("practice", "record_days"), "debe ser mayor que «recording_days»; auméntelo")
    for scenario in practice.scenarios.values():
        path: NodePath = ("practice", "scenarios", scenario.id)
        if scenario.customer not in practice.customers:
            hint = suggest_name(scenario.customer, practice.customers)
            reader.complain((*path, "customer"), f"«{scenario.customer}» no está en «customers»; {hint}")
        if typology and find_topic(typology, topic_of(scenario)) is None:
            reader.complain((*path, "topic"), f"«{scenario.topic}» no está en la tipología; corrija el escenario")
    for customer in practice.customers.values():
        if not customer.phones:
            reader.complain(
                ("practice", "customers", customer.id, "phones"),
                "el cliente inventado no tiene teléfono; agregue al menos uno",
            )
