"""The weekly sample of each channel, as the site says; weeks are ISO weeks in Bogotá time. Pure."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Name
from config.schema.reader import Reader
from config.site.calls.calendars import WEEKDAYS, Weekday
from config.site.quality.vocabulary import Confidence, QualityChannel
from config.timezone import COLOMBIA

_WEEK: Final = timedelta(days=7)


class ChannelSampling(msgspec.Struct, frozen=True, kw_only=True):
    """The precision that the sample of a channel must have; it gives the sample's size.

    Attributes:
        confidence: percent.
        margin: half the width of the interval, percentage points.
        expected: expected proportion, percent; 50 gives the largest sample.
        at_least_one_per_advisor: whether each advisor has one; the estimate is then weighted by stratum.
    """

    confidence: Confidence
    margin: Annotated[float, Meta(ge=0.5, le=20)]
    expected: Annotated[float, Meta(ge=1, le=99)] = 50.0
    at_least_one_per_advisor: bool = False


class WeekClose(msgspec.Struct, frozen=True, kw_only=True):
    """When a week is closed for its sample: day and hour of the following week, Colombian time."""

    day: Weekday = "monday"
    hour: Annotated[int, Meta(ge=0, le=23)]


class SamplingRules(msgspec.Struct, frozen=True, kw_only=True):
    """The weekly sample; ``replacement_reasons`` say why a drawn interaction cannot be evaluated."""

    channels: dict[QualityChannel, ChannelSampling]
    close: WeekClose
    # Days after the close that a draw waits for a number that the interventoría committed.
    reveal_days: Annotated[int, Meta(ge=0, le=14)] = 2
    replacement_reasons: dict[Id, Name]


def week_of(moment: datetime) -> date:
    """Return the Monday of the ISO week of an aware moment, in Bogotá time."""
    day = moment.astimezone(COLOMBIA).date()
    return day - timedelta(days=day.weekday())


def week_bounds(monday: date) -> tuple[datetime, datetime]:
    """Return the aware first moment of a week, and that of the next."""
    begins = datetime.combine(monday, time(0), COLOMBIA)
    return begins, begins + _WEEK


def week_closes_at(close: WeekClose, monday: date) -> datetime:
    """Return the aware moment from which the sample of a week may be drawn."""
    day = monday + _WEEK + timedelta(days=WEEKDAYS.index(close.day))
    return datetime.combine(day, time(close.hour), COLOMBIA)


def check_sampling(rules: SamplingRules, form_channels: Collection[QualityChannel], reader: Reader) -> None:
    """Check that exactly the channels with a form are sampled, and that there is a reason to replace."""
    path = ("quality", "sampling")
    if not rules.channels:
        reader.complain((*path, "channels"), "no hay ningún canal; agregue al menos uno")
    for channel in rules.channels:
        if channel not in form_channels:
            text = f"el canal «{channel}» no tiene formulario; agréguelo en «forms» o quite el canal"
            reader.complain((*path, "channels", channel), text)
    for channel in sorted(set(form_channels) - rules.channels.keys()):
        text = f"falta el canal «{channel}», que tiene formulario; diga cómo se toma su muestra"
        reader.complain((*path, "channels"), text)
    if not rules.replacement_reasons:
        reader.complain((*path, "replacement_reasons"), "no hay ningún motivo de reemplazo; agregue al menos uno")
