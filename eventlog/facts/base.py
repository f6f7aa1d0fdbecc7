"""What every kind of fact is. Pure.

Owns the root; the kinds are in `eventlog.facts`, which is where everybody takes them from.
"""

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True, gc=False):
    """What happened; the envelope says when, where and by whom."""
