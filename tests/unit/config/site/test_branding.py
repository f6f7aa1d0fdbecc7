"""The look of the entity: contrast of its colours, and its logo."""

import re

import pytest

from config.site.branding import (
    GROUNDS,
    STANDARD,
    TEXT_ON_BAND,
    TEXT_ON_HIGHLIGHT,
    TEXTS,
    Branding,
    contrast,
    derive_tokens,
    has_own_colours,
    mix,
)
from config.site.loader import read_site, site_from_json, site_to_json
from tests.support.repository import ROOT
from tests.support.site_folders import FILES, errors_of, line_number, read_sample_file, sample_site, with_edit

FILE = "branding.yaml"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>'


def sheet(scheme: str) -> dict[str, str]:
    """Return the colours of tokens.css by name, of all schemes and of this one."""
    css = (ROOT / "web" / "src" / "tokens.css").read_text()
    blocks = [body for where, body in re.findall(r":root(\[[^{]*\])? \{([^}]*)\}", css) if not where or scheme in where]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", "".join(blocks)))


def test_the_texts_and_grounds_are_those_of_the_style_sheet() -> None:
    """The contrast is computed with the colours that the screens have."""
    light, dark = sheet("light"), sheet("dark")
    assert (light["rail-ink"], light["rail-ink-2"]) == TEXT_ON_BAND
    assert light["ember-ink"] == TEXT_ON_HIGHLIGHT
    assert {"light": light["ink"], "dark": dark["ink"]} == TEXTS
    for scheme, known in (("light", light), ("dark", dark)):
        assert set(GROUNDS[scheme]) == {known[name] for name in ("sheet", "paper", "sheet-2")}  # type: ignore[index]
    assert (STANDARD.band, STANDARD.highlight) == (light["rail"], light["ember"])
    assert (STANDARD.accent.light, STANDARD.accent.dark) == (light["accent"], dark["accent"])


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21 to 1, and a colour on itself 1 to 1 (WCAG 2.2)."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#0b6a6c", "#0b6a6c") == 1
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_a_site_without_the_file_has_the_look_of_the_product() -> None:
    """Without branding.yaml nothing changes, and a stored version that has none can be read."""
    without = {name: content for name, content in FILES.items() if name != FILE}
    site = read_site(without, read_sample_file)
    assert site.branding == STANDARD
    assert not has_own_colours(site.branding)
    assert site_from_json(site_to_json(site).replace(b',"branding":', b',"unknown":')).branding == STANDARD


def test_the_sample_has_its_name_and_the_drawing_of_its_logo() -> None:
    """The site holds the drawing itself, so that each stored version has its own."""
    look = sample_site().branding
    assert look.name == "ICETEX"
    assert look.logo.startswith("<svg")


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('band: "#0b2c31"', 'band: "#5f8f95"', "el menú"),
        ('highlight: "#f5ac27"', 'highlight: "#7a4a00"', "lo resaltado"),
        ('light: "#0b6a6c"', 'light: "#4fb5b7"', "más oscuro"),
        ('dark: "#62cbc5"', 'dark: "#0b6a6c"', "más claro"),
    ],
)
def test_colours_that_are_hard_to_read_are_refused(old: str, new: str, hint: str) -> None:
    """Each has one complaint at its line, with the ratio and a tone to try."""
    files = with_edit(FILE, old, new)
    [error] = errors_of(files)
    assert f"branding.yaml:{line_number(files, FILE, new)}" in error
    assert "4.5 a 1" in error
    assert hint in error


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#1234567"])
def test_a_colour_has_six_hex_digits(colour: str) -> None:
    """Another form is refused with an example."""
    [error] = errors_of(with_edit(FILE, "#0b2c31", colour))
    assert "#0b2c31" in error


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (None, "no existe"),
        (b"\x89PNG\r\n", "no es un dibujo SVG"),
        (LOGO + b" " * 65_536, "64 kB"),
        (LOGO.replace(b"<path", b"<script>x()</script><path"), "programas"),
        (LOGO.replace(b"<path", b'<path onload="x()"'), "programas"),
        (LOGO.replace(b"<path", b'<image href="https://a.example/x.png"/><path'), "otra dirección"),
    ],
)
def test_a_logo_that_screens_cannot_show_is_refused(content: bytes | None, hint: str) -> None:
    """The logo is a small drawing that runs nothing and fetches nothing."""
    with pytest.raises(Exception, match=hint):
        read_site(FILES, lambda _: content)


def test_each_scheme_has_its_tokens() -> None:
    """The dark scheme has a darker band, and the soft tones follow from the accents."""
    tokens = derive_tokens(Branding(band="#123456"))
    assert tokens["light"]["rail"] == "#123456"
    assert contrast(tokens["dark"]["rail"], "#ffffff") > contrast("#123456", "#ffffff")
    assert tokens["light"]["accent-soft"] != tokens["dark"]["accent-soft"]
