"""The files and answers that the page of a screen lets the browser fetch at once."""

import json

from agent_api.screens.preloads import (
    LABELS,
    NO_FILES,
    SESSION,
    ScreenFiles,
    add_preloads,
    find_screen,
    first_answers,
    read_screen_files,
)

BOARD = ScreenFiles(("assets/board-1.js", "assets/shared-2.js"), ("assets/board-1.css",))
PATHS = {"/tablero": BOARD, "/calidad/muestras": NO_FILES}


def test_the_page_names_the_files_of_its_screen_and_the_first_answers() -> None:
    """Scripts are modules, style sheets and answers are fetched in the form in which the page later asks for them."""
    page = add_preloads("<head><title>Atención</title></head><body>", BOARD, (SESSION,))
    assert page == (
        "<head><title>Atención</title>"
        f'<link rel="preload" as="fetch" crossorigin href="{SESSION}">'
        '<link rel="modulepreload" crossorigin href="/assets/board-1.js">'
        '<link rel="modulepreload" crossorigin href="/assets/shared-2.js">'
        '<link rel="preload" as="style" crossorigin href="/assets/board-1.css">'
        "</head><body>"
    )


def test_a_page_without_files_and_answers_stays_as_it_was() -> None:
    """The desk's code is in the first script, which the page names already."""
    assert add_preloads("<head></head>", NO_FILES, ()) == "<head></head>"


def test_an_address_leads_to_the_screen_whose_path_begins_it() -> None:
    """A path ends at a slash, and an unknown address has no screen."""
    addresses = ("/tablero", "/tablero/7", "/tablerox", "/calidad", "/calidad/muestras/1", "/")
    found = [find_screen(PATHS, each) for each in addresses]
    assert found == ["/tablero", "/tablero", "", "", "/calidad/muestras", ""]


def test_every_page_but_the_wall_displays_asks_who_is_signed_in() -> None:
    """A wall display has no session; the labels need a session."""
    assert first_answers("/bandeja", has_session=False) == first_answers("", has_session=False) == (SESSION,)
    assert first_answers("/bandeja", has_session=True) == (SESSION, LABELS)
    assert first_answers("/pared", has_session=True) == ()


def test_the_list_of_the_build_is_read() -> None:
    """The build writes the scripts and the style sheets of each screen."""
    content = json.dumps({"/tablero": BOARD._asdict()}).encode()
    assert read_screen_files(content) == {"/tablero": BOARD}
