"""The installed look-ups of the menu: entry points of the group ``atencion.lookups``.

Owns their loading. A package of the entity adds its own without a change of ours; one that cannot be loaded fails, and
the failure branch of its step leads on.
"""

from functools import partial
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import structlog

from atencion.runtime.context import Context
from calls.driver.menu_lookups.guesses import Guesses
from calls.driver.menu_lookups.port import LookupParts, LookupUnavailable, MenuLookupSource
from calls.driver.menu_lookups.runner import MenuLookups
from config.lookup_environment import LookupEnvironment
from config.site.calls.menu_steps.lookup_shapes import BUILT_IN, ENTRY_POINT_GROUP, SITE_LOOKUP
from config.site.model import Site

if TYPE_CHECKING:
    from calls.driver.callback_numbers import NumberLookup
    from storage.encryption.field_cipher import FieldCipher

log = structlog.get_logger(__name__)
_ENTRY, _DOCUMENT = "menu.entry", "menu.document"


class InstalledLookups:
    """The look-ups of the installed packages, each built on first use."""

    def __init__(self, parts: LookupParts) -> None:
        self._parts = parts
        self._built: dict[str, MenuLookupSource] = {}

    def find(self, name: str, site: Site) -> MenuLookupSource:
        """Return a look-up; every one of lookups.yaml is served by the same.

        Raises:
            LookupUnavailable: it is not installed, or cannot be loaded.
        """
        is_site = name not in BUILT_IN and site.lookups is not None and name in site.lookups.lookups
        key = SITE_LOOKUP if is_site else name
        if key not in self._built:
            self._built[key] = self._build(key)
        return self._built[key]

    def _build(self, name: str) -> MenuLookupSource:
        try:
            (point,) = entry_points(group=ENTRY_POINT_GROUP, name=name)
            source: MenuLookupSource = point.load()(self._parts)
        except Exception as error:  # a package of the entity may raise anything
            log.error("menu_lookup_not_installed", name=name, error=repr(error))
            raise LookupUnavailable("not_configured") from error
        return source

    def preload(self, site: Site) -> None:
        """Load what a site uses before calls come, because the libraries of the database take long to load."""
        for step in site.steps.values():
            if step.lookup is not None:
                try:
                    self.find(step.lookup.name, site)
                except LookupUnavailable:
                    continue  # logged


class CallEntryCipher:
    """Encrypts what a caller keys in, bound to the call."""

    def __init__(self, cipher: "FieldCipher") -> None:
        self._cipher = cipher

    def encrypt(self, text: str, call_id: str) -> bytes:
        """Encrypt a text of a call."""
        return self._cipher.encrypt(text, field=_ENTRY, row=call_id)

    def decrypt(self, encrypted: bytes, call_id: str) -> str:
        """Decrypt a text of a call; raises DecryptionFailed."""
        return self._cipher.decrypt(encrypted, field=_ENTRY, row=call_id)


def build_menu_lookups(context: Context, numbers: "NumberLookup") -> MenuLookups:
    """Build the look-ups of a gateway's calls."""
    parts = LookupParts(
        campaign=context.campaign,
        engine=lambda: context.database.engine,
        cipher=context.cipher,
        environment=LookupEnvironment(context.settings.lookups_dir),
    )
    sources = InstalledLookups(parts)
    sources.preload(context.sites.current)
    print_of = partial(_print_of, context.cipher, context.campaign)
    guesses = Guesses(context.redis, context.campaign, print_of)
    return MenuLookups(sources, guesses, CallEntryCipher(context.cipher), numbers.find)


def _print_of(cipher: "FieldCipher", campaign: str, text: str) -> str:
    return cipher.blind_index(f"{campaign}\0{text}", field=_DOCUMENT)
