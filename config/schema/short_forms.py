"""Types that a site file may write in a short form: opening hours, pauses and levels. Pure.

Owns the types only; `config.schema.reader` converts «7:00-19:00», the name of a pause and a list of queues to them.
"""

from datetime import time

import msgspec

from config.schema.fields import Id, Level, Name

Levels = dict[Id, Level]
"""An advisor's level for each queue, 10 the highest; a site may write a list of queues if all have `MIDDLE_LEVEL`."""
MIDDLE_LEVEL = 5


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of opening hours in local time: open at ``opens``, closed from ``closes`` on.

    A ``closes`` of 00:00 is the midnight that ends the day.
    """

    opens: time
    closes: time


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A reason to take no calls for a while. ``name`` is Spanish; ``paid`` says whether the time counts as work."""

    name: Name
    paid: bool = True
