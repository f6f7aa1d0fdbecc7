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

BOARD = ScreenFiles(("assets/board-1.js", "assets/shared-2.js"), ("assets/board-1.css",), ("/api/v1/lines",))
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
    """A wall display has no session."""
    for screen in ("/tablero", ""):
        assert first_answers(screen, screen, BOARD, has_session=False) == (SESSION,)
    assert first_answers("/pared", "/pared", NO_FILES, has_session=True) == ()


def test_a_page_with_a_session_asks_for_the_data_of_its_screen_too() -> None:
    """An entry of a list, which has a longer address, has other data."""
    assert first_answers("/tablero", "/tablero", BOARD, has_session=True) == (SESSION, LABELS, "/api/v1/lines")
    assert first_answers("/tablero", "/tablero/7", BOARD, has_session=True) == (SESSION, LABELS)


def test_the_list_of_the_build_is_read() -> None:
    """The build writes the scripts and style sheets of each screen; the desk's code is in the first script."""
    content = json.dumps({"/tablero": BOARD._asdict(), "/escritorio": {"answers": ["/api/v1/me/day"]}}).encode()
    assert read_screen_files(content) == {"/tablero": BOARD, "/escritorio": ScreenFiles(answers=("/api/v1/me/day",))}
