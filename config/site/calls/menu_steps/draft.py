"""The part of a site that the checks of menus and steps read. Pure."""

from collections.abc import Collection, Mapping

import msgspec

from config.site.calls.menu_steps.lookup_shapes import LookupShape, shape_of
from config.site.calls.menu_steps.steps import MenuStep
from config.site.calls.menus import Menu
from config.site.customers.identity import MachineRules
from config.site.customers.lookups import Lookups


class MenuDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Menus and steps of a site that is read, and what they refer to.

    Attributes:
        ids: all ids by section.
        has_mail: whether the entity writes mail.
        has_text_messages: whether it sends text messages.
    """

    menus: Mapping[str, Menu]
    steps: Mapping[str, MenuStep]
    ids: Mapping[str, Collection[str]]
    lookups: Lookups | None
    machine: MachineRules | None
    has_mail: bool
    has_text_messages: bool

    def shape_of(self, step: str) -> LookupShape | None:
        """Return the shape of the look-up of a step; None without one, or if another package owns it."""
        lookup = self.steps[step].lookup if step in self.steps else None
        return None if lookup is None else shape_of(lookup.name, self.lookups, self.machine)
