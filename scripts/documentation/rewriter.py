"""Prepare the pages for Sphinx: links, navigation and files.

Sphinx reads one folder of Markdown. Ours stands in several, with links that work in the repository. A link to another
page stays a link, a link to a file of the repository becomes a download, and one to a folder becomes its words. A link
to a file that does not exist is broken.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from scripts.documentation.navigation import HOME, INDEX, arrange, children, location

FILES: Final = "files"
"""The folder of the site's sources for files that pages link to."""
_FENCE: Final = re.compile(r"^ {0,12}(`{3,}|~{3,})")
_LINK: Final = re.compile(r"(!?\[)((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
_EXTERNAL: Final = re.compile(r"[a-z][a-z0-9+.-]*:")


class PageRewriter:
    """Rewrites pages for the site, and collects the files that they link to and the links that are broken.

    Args:
        pages: the paths of all pages in the repository, generated ones included.
        kind_of: returns ``file`` or ``folder`` for a path of the repository, or an empty text if it does not exist.
    """

    def __init__(self, pages: Collection[str], kind_of: Callable[[str], str]) -> None:
        self._pages = frozenset(pages)
        self._kind_of = kind_of
        self.files: set[str] = set()
        self.broken: list[tuple[str, str]] = []

    def rewrite(self, page: str, text: str) -> str:
        """Return a page as Sphinx reads it."""
        return "".join(self._lines(page, text)) + self._navigation(page)

    def _lines(self, page: str, text: str) -> Iterator[str]:
        """Yield the lines with their links rewritten; code stays as it is."""
        fence = ""
        for line in text.splitlines(keepends=True):
            mark = _FENCE.match(line)
            if mark and (not fence or mark[1].startswith(fence)):
                fence = "" if fence else mark[1]
            yield line if fence or mark else _LINK.sub(lambda link: self._rewrite_link(page, link), line)

    def _rewrite_link(self, page: str, link: re.Match[str]) -> str:
        """Return a link with its new target, or its words alone."""
        opening, words, target = link[1], link[2], link[3]
        if _EXTERNAL.match(target) or target.startswith("#"):
            return link[0]
        path, _, anchor = target.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        if self._kind_of(found) == "folder":
            found = f"{found}/{INDEX}"
            if found not in self._pages:
                return words
        return f"{opening}{words}]({self._target(page, found, target)}{'#' if anchor else ''}{anchor})"

    def _target(self, page: str, found: str, target: str) -> str:
        """Return the new target, relative to the page's new place."""
        if found not in self._pages:
            if self._kind_of(found) != "file":
                self.broken.append((page, target))
                return target
            self.files.add(found)
        place = location(found) if found in self._pages else f"{FILES}/{found}"
        return posixpath.relpath(place, posixpath.dirname(location(page)) or ".")

    def _navigation(self, page: str) -> str:
        """Return the tables of contents below a page: of the home all sections, of an index its folder's pages."""
        if page == HOME:
            parts = (_contents(title, self._entries(pages)) for title, pages in arrange(self._pages).items())
            return "".join(parts)
        below = [posixpath.basename(each) for each in children(page, self._pages)]
        return _contents("", below)

    def _entries(self, pages: list[str]) -> list[str]:
        """Return the entries of a section; the pages below an index are not among them."""
        below = {each for page in pages for each in children(page, self._pages)}
        return [f"README <{page}>" if page == INDEX else location(page) for page in pages if page not in below]


def _contents(title: str, entries: list[str]) -> str:
    """Return a table of contents in Sphinx's form; it shows in the navigation alone."""
    if not entries:
        return ""
    options = [":maxdepth: 1", ":hidden:", *([f":caption: {title}"] if title else [])]
    return "\n".join(["", "```{toctree}", *options, "", *entries, "```", ""])
