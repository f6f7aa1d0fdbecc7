"""The files and answers that a screen needs first, named in its page for the browser to fetch at once. Pure.

Owns this list. Without it the browser learns of a screen's files after it has run the first script, reads the session
after that, and the labels after the session. It must not know the content of a screen.
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
    """The files of a screen, by their paths."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]


NO_FILES: Final = ScreenFiles((), ())


def read_screen_files(content: bytes) -> Mapping[str, ScreenFiles]:
    """Return the files of each screen by the path of its address."""
    return {
        path: ScreenFiles(tuple(each["scripts"]), tuple(each["styles"])) for path, each in json.loads(content).items()
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


def first_answers(screen: str, *, has_session: bool) -> tuple[str, ...]:
    """Return the paths of the API that the page of a screen reads before it shows anything.

    Without a session these are only the question who is signed in.
    """
    if screen == WALL:
        return ()
    return (SESSION, LABELS) if has_session else (SESSION,)
