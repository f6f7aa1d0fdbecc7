"""How the built screens are served."""

import re
from pathlib import Path

import pytest

from agent_api.access.guard import API
from agent_api.screens.routes import PAGES
from agent_api.screens.static_files import (
    POLICY,
    POLICY_WITH_TWILIO,
    VERIFIER,
    WebFile,
    accepts_html,
    build_reply,
    choose_coding,
    load_files,
)
from tests.support.repository import ROOT

ROUTES = ROOT / "web" / "src" / "routes.ts"
CODED = WebFile("text/javascript", True, 'W/"abc"', {"identity": b"long", "gzip": b"gz", "br": b"b"})


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("BR", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0", "identity"),
        ("deflate, *", "identity"),
        ("", "identity"),
    ],
)
def test_the_smallest_readable_form_is_sent(accepted: str, coding: str) -> None:
    """Brotli is preferred over gzip and plain, except for what the client refuses."""
    assert choose_coding(CODED, accepted) == coding


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", True),
        ("TEXT/HTML;q=0.1", True),
        ("*/*", False),
        ("", False),
        ("application/json, text/plain, */*", False),
        ("text/html;q=0, */*", False),
        ("application/problem+json, text/html", False),
    ],
)
def test_client_that_accepts_html_and_not_json_is_browser(accept: str, page: bool) -> None:
    """A client that accepts HTML and not JSON is a browser; curl and programs are not."""
    assert accepts_html(accept) is page


def test_a_hashed_file_is_kept_for_ever_and_the_page_is_asked_for(tmp_path: Path) -> None:
    """A hashed file is cached for ever; the page that names it is revalidated with a 304."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-1a2b.js").write_text("1")
    (tmp_path / "index.html").write_text("<p>")
    (tmp_path / "index.html.br").write_bytes(b"br")
    files = load_files(tmp_path)
    assert set(files) == {"assets/index-1a2b.js", "index.html"}
    assert "immutable" in build_reply(files["assets/index-1a2b.js"], "", "").headers["Cache-Control"]
    first = build_reply(files["index.html"], "br", "")
    assert (first.status, first.body, first.headers["Content-Encoding"]) == (200, b"br", "br")
    assert first.headers["Cache-Control"] == "no-cache"
    again = build_reply(files["index.html"], "br", f'W/"other", {first.headers["ETag"]}')
    assert (again.status, again.body) == (304, b"")


def test_missing_build_folder_gives_no_files_and_no_error(tmp_path: Path) -> None:
    """A missing build folder gives no files and no error."""
    assert load_files(tmp_path / "nowhere") == {}


def test_the_page_may_load_nothing_but_our_own_files() -> None:
    """The content policy names no host and allows no inline script or style."""
    assert "default-src 'none'" in POLICY
    assert set(re.findall(r"'[^']+'|https?:\S+|\*", POLICY)) == {"'none'", "'self'"}


def test_every_screen_has_its_address() -> None:
    """Each route of the screens is served as the page."""
    places = set(re.findall(r'path: "([^"]+)"', ROUTES.read_text()))
    assert places <= set(PAGES)
    assert not [page for page in PAGES if page.startswith(API)]


def test_policy_for_browser_phones_adds_only_twilio_hosts() -> None:
    """The policy for browser phones adds only the Twilio hosts to connect to and play from."""
    before, after = (set(policy.split("; ")) for policy in (POLICY, POLICY_WITH_TWILIO))
    assert {each.split()[0] for each in after - before} == {"connect-src", "media-src"}
    assert set(re.findall(r"(?:https|wss)://[^\s;]+", POLICY_WITH_TWILIO)) == {
        "https://*.twilio.com",
        "wss://*.twilio.com",
    }


def test_the_page_of_the_verifier_is_not_kept_in_memory(tmp_path: Path) -> None:
    """The large page is sent from the disk; its description is a file like the others."""
    (tmp_path / VERIFIER).write_text("page")
    (tmp_path / "comprobador.json").write_text("{}")
    assert list(load_files(tmp_path)) == ["comprobador.json"]
