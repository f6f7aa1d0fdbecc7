"""Training (M5-1-05, C2) as the site says: defaults of a new course, reminders, reasons of absence, gated queues. Pure.

Courses, sessions and marks are operational data, and not in the site's folder.
"""

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Name
from config.schema.reader import Reader

ReminderDays = Annotated[int, Meta(ge=0, le=60)]


class TrainingRules(msgspec.Struct, frozen=True, kw_only=True):
    """How advisors are trained.

    Attributes:
        pass_mark: default mark of a new course from which it is passed, of 100.
        attempts: default number of marked attempts of a new course.
        validity_months: default months after which a passed course must be repeated; 0 for never.
        reminders: calendar days before a session or the end of a validity on which the advisor is reminded.
        absence_reasons: names of the reasons why a person did not attend, by id.
        gated_queues: queues from which an advisor without a course that they require is kept.
    """

    pass_mark: Annotated[int, Meta(ge=1, le=100)] = 80
    attempts: Annotated[int, Meta(ge=1, le=10)] = 2
    validity_months: Annotated[int, Meta(ge=0, le=60)] = 12
    reminders: tuple[ReminderDays, ...] = (7, 1)
    absence_reasons: dict[Id, Name] = msgspec.field(default_factory=lambda: {"otro": "Otro motivo"})
    gated_queues: tuple[Id, ...] = ()


def check_training(rules: TrainingRules | None, queues: Collection[str], reader: Reader) -> None:
    """Check that there is a reason of absence, that gated queues exist, and that no list repeats itself."""
    if rules is None:
        return
    if not rules.absence_reasons:
        reader.complain(("training", "absence_reasons"), "la lista está vacía; agregue al menos un motivo")
    for name in ("reminders", "gated_queues"):
        reader.complain_repeated((("training", name, str(n)), str(each)) for n, each in enumerate(getattr(rules, name)))
    for index, queue in enumerate(rules.gated_queues):
        if queue not in queues:
            reader.complain_unknown(("training", "gated_queues", str(index)), queue, "queues", queues)
