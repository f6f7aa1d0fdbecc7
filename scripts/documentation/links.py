"""The check of the built pages: links, anchors, pictures, and whether anything comes from another host.

External links are listed and never fetched: a build needs no network.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

import msgspec

_LOADED: Final = ("src", "srcset", "poster", "data", "action")
_REMOTE: Final = re.compile(r"(?:https?:)?//")
_REMOTE_IN_STYLE: Final = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"']?)((?:https?:)?//[^\s\"')]+)")
_PASSIVE: Final = frozenset({"canonical", "license", "author", "search", "help"})
"""Relations of a ``link`` element that load nothing until a person follows them."""


class Page(msgspec.Struct, frozen=True):
    """Names and targets of one built page.

    Attributes:
        anchors: the ids of its elements.
        links: the targets of its links, and its styles, scripts and pictures from this site.
        loaded: the styles, scripts and pictures of the page.
    """

    anchors: frozenset[str]
    links: tuple[str, ...]
    loaded: tuple[str, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a check.

    Attributes:
        broken: a page and a target that does not exist, for each internal link.
        remote: a page and an address of another host, for each thing that the page would load from there.
        external: the addresses that pages link to.
        checked: the number of internal links.
    """

    broken: tuple[tuple[str, str], ...]
    remote: tuple[tuple[str, str], ...]
    external: tuple[str, ...]
    checked: int


class _Reader(HTMLParser):
    """Collects the references of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the names and the targets of an element."""
        values = {name: value for name, value in attrs if value}
        self.anchors |= {values[name] for name in ("id", "name") if name in values and tag != "meta"}
        if "href" in values:
            follows = tag in ("a", "area") or set((values.get("rel") or "").split()) & _PASSIVE
            (self.links if follows else self.loaded).append(values["href"])
        self.loaded += [values[name] for name in _LOADED if name in values and tag != "form"]


def read_page(html: str) -> Page:
    """Return the names and targets of a page."""
    reader = _Reader()
    reader.feed(html)
    return Page(frozenset(reader.anchors), tuple(reader.links), tuple(reader.loaded))


def check(pages: Mapping[str, Page], files: Collection[str], styles: Mapping[str, str]) -> Report:
    """Check a site.

    Args:
        pages: the built pages, by path.
        files: the paths of all files.
        styles: the text of the style sheets, by path.
    """
    internal = [(page, target) for page, target in _references(pages) if not _is_external(target)]
    remote = [(page, target) for page, each in pages.items() for target in each.loaded if _REMOTE.match(target)]
    remote += [(path, address) for path, text in styles.items() for address in _REMOTE_IN_STYLE.findall(text)]
    known = frozenset(files)
    return Report(
        broken=tuple(dict.fromkeys(each for each in internal if not _exists(*each, pages, known))),
        remote=tuple(remote),
        external=tuple(sorted({link for each in pages.values() for link in each.links if _REMOTE.match(link)})),
        checked=len(internal),
    )


def _references(pages: Mapping[str, Page]) -> Iterator[tuple[str, str]]:
    for path, page in pages.items():
        yield from ((path, target) for target in (*page.links, *page.loaded))


def _is_external(target: str) -> bool:
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|//", target))


def _exists(page: str, target: str, pages: Mapping[str, Page], files: frozenset[str]) -> bool:
    """Return whether a page's internal target exists, with its anchor."""
    path, _, anchor = target.partition("#")
    plain = unquote(path.partition("?")[0])
    found = posixpath.normpath(posixpath.join(posixpath.dirname(page), plain)) if plain else page
    if found not in files:
        return False
    return not anchor or found not in pages or unquote(anchor) in pages[found].anchors
