"""The base class of every kind of fact. Pure.

The kinds are in `eventlog.facts`, from which other rooms import them.
"""

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True, gc=False):
    """An event; the envelope says when, where and by whom."""
