"""The files and answers that a screen needs first, named in its page for the browser to fetch at once. Pure.

Owns this list. Without it the browser learns of a screen's files after it has run the first script, reads the session
after that, and the data of the screen after the session. It must not know the content of a screen.
"""

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final, NamedTuple

FILES: Final = "pantallas.json"
"""Written by the build (web/scripts/screen-files.ts)."""
SESSION: Final = "/api/v1/session"
LABELS: Final = "/api/v1/labels"
WALL: Final = "/pared"
"""The page of a wall display has no session."""


class ScreenFiles(NamedTuple):
    """The files of a screen, by their paths, and the addresses of the API that it reads at once for every user."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


NO_FILES: Final = ScreenFiles()


def read_screen_files(content: bytes) -> Mapping[str, ScreenFiles]:
    """Return the files of each screen by the path of its address."""
    return {
        path: ScreenFiles(**{kind: tuple(names) for kind, names in files.items()})
        for path, files in json.loads(content).items()
    }


def find_screen(paths: Iterable[str], address: str) -> str:
    """Return the path of the screen at an address, or an empty text."""
    return next((path for path in paths if f"{address}/".startswith(f"{path}/")), "")


def add_preloads(page: str, files: ScreenFiles, answers: Iterable[str]) -> str:
    """Return a page whose head names the files of a screen, and the answers of the API that it needs first."""
    links = [
        *(f'<link rel="preload" as="fetch" crossorigin href="{escape(each)}">' for each in answers),
        *(f'<link rel="modulepreload" crossorigin href="/{escape(each)}">' for each in files.scripts),
        *(f'<link rel="preload" as="style" crossorigin href="/{escape(each)}">' for each in files.styles),
    ]
    return page.replace("</head>", "".join(links) + "</head>", 1)


def first_answers(screen: str, address: str, files: ScreenFiles, *, has_session: bool) -> tuple[str, ...]:
    """Return the addresses of the API that a page reads first.

    Without a session these are only the question who is signed in. The data of a list are not those of one of its
    entries, which has a longer address.
    """
    if screen == WALL:
        return ()
    if not has_session:
        return (SESSION,)
    return (SESSION, LABELS, *(files.answers if address == screen else ()))
