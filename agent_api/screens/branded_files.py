"""The files of the screens with the entity's look: the page, a style sheet of its colours, and its logo."""

from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from agent_api.screens.static_files import WebFile, new_file
from config.site.branding import STANDARD, Branding, Scheme, derive_tokens, has_own_colours, mix

STYLE: Final = "colores.css"
LOGO: Final = "logo.svg"
_TITLE: Final = "<title>Atención</title>"
_SCREENS: Final[Mapping[Scheme, str]] = MappingProxyType(
    {
        "light": ':root:root:not([data-mantine-color-scheme="dark"])',
        "dark": ':root:root[data-mantine-color-scheme="dark"]',
    }
)
"""Selectors that precede those of the screens' own style sheets, in any order of the files."""
_PAGE_WITHOUT_SCRIPT: Final = ":root:root:not([data-mantine-color-scheme])"


def build_branded_files(branding: Branding, index: WebFile) -> dict[str, WebFile]:
    """Return the files by name; a look without colours or logo of its own has no file for them."""
    files = {"index.html": _branded_index(branding, index)}
    if has_own_colours(branding):
        files[STYLE] = new_file("text/css; charset=utf-8", render_style(branding))
    if branding.logo:
        files[LOGO] = new_file("image/svg+xml", branding.logo)
    return files


def render_style(branding: Branding) -> str:
    """Return the style sheet with the colours of a look, for the screens and for the public page without scripts."""
    rules = {scheme: _declarations(branding, scheme) for scheme in _SCREENS}
    sheet = "".join(f"{selector}{{{rules[scheme]}}}\n" for scheme, selector in _SCREENS.items())
    return f"{sheet}@media (prefers-color-scheme:dark){{{_PAGE_WITHOUT_SCRIPT}{{{rules['dark']}}}}}\n"


def _declarations(branding: Branding, scheme: Scheme) -> str:
    tokens = derive_tokens(branding)[scheme]
    values = {f"--{name}": value for name, value in tokens.items()}
    filled, accent, soft = branding.accent.light, tokens["accent"], tokens["accent-soft"]
    values |= {
        "--mantine-color-tinta-filled": filled,
        "--mantine-color-tinta-filled-hover": mix(filled, "#000000", 0.15),
        "--mantine-color-tinta-light": soft,
        "--mantine-color-tinta-light-hover": soft,
        "--mantine-color-tinta-light-color": accent,
        "--mantine-color-tinta-outline": accent,
        "--mantine-color-tinta-outline-hover": soft,
        "--mantine-color-tinta-text": accent,
    }
    return "".join(f"{name}:{value};" for name, value in values.items())


def _branded_index(branding: Branding, index: WebFile) -> WebFile:
    if branding == STANDARD:
        return index
    head = f"<title>{escape(branding.name)} · Atención</title>" if branding.name else _TITLE
    if branding.name:
        head += f'<meta name="application-name" content="{escape(branding.name)}" />'
    if branding.logo:
        head += f'<meta name="atencion-logo" content="/{LOGO}" />'
    page = index.bodies["identity"].decode().replace(_TITLE, head)
    if has_own_colours(branding):
        page = page.replace("</head>", f'<link rel="stylesheet" href="/{STYLE}" /></head>')
    return new_file(index.media_type, page)
