"""The look of the entity on screens, mails and documents: its name, its logo and its colours. Pure.

Owns the contrast that the colours must have with the texts of the screens (WCAG 2.2, success criterion 1.4.3), and the
colours that follow from them. The texts and grounds are those of ``web/src/tokens.css``; a test compares them.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Colour
from config.schema.reader import FileReader, Reader

Scheme = Literal["light", "dark"]
MAX_LOGO_BYTES: Final = 64 * 1024
_MIN_CONTRAST: Final = 4.5
_WHITE: Final = "#ffffff"
_BLACK: Final = "#000000"
TEXT_ON_BAND: Final = ("#e7f2f0", "#a3c3c2")
TEXT_ON_HIGHLIGHT: Final = "#2b1a00"
TEXTS: Final[Mapping[Scheme, str]] = {"light": "#0e2a2e", "dark": "#e6f1ef"}
GROUNDS: Final[Mapping[Scheme, tuple[str, ...]]] = {
    "light": ("#ffffff", "#eaf0ee", "#f3f7f6"),
    "dark": ("#12272b", "#0c1c1f", "#183137"),
}
_SVG: Final = re.compile(r"<svg[\s>]")
_ACTIVE_SVG: Final = re.compile(
    r"<script|<foreignObject|<!ENTITY|\son\w+\s*=|(href|src)\s*=\s*[\"'](?!#)|url\((?!#)", re.IGNORECASE
)
"""Parts of a drawing that run or fetch something."""


class Accents(msgspec.Struct, frozen=True, kw_only=True):
    """The colour of links and main buttons, on light and on dark grounds."""

    light: Colour = "#0b6a6c"
    dark: Colour = "#62cbc5"


class Branding(msgspec.Struct, frozen=True, kw_only=True):
    """The content of branding.yaml.

    Attributes:
        name: short name; empty for the name of the entity.
        logo: an SVG file of the site's folder, and once loaded its content; empty for the product's own.
        band: ground of the navigation and of the head of mails.
        highlight: ground of what must be seen first, under dark text.
    """

    name: Annotated[str, Meta(max_length=40)] = ""
    logo: str = ""
    band: Colour = "#0b2c31"
    highlight: Colour = "#f5ac27"
    accent: Accents = Accents()


STANDARD: Final = Branding()
"""The look of the product, whose colours the style sheet already has."""


def has_own_colours(branding: Branding) -> bool:
    """Return whether the look has colours of its own."""
    return derive_tokens(branding) != derive_tokens(STANDARD)


def derive_tokens(branding: Branding) -> Mapping[Scheme, Mapping[str, str]]:
    """Return the colours of a look by the names of tokens.css, for each scheme."""
    return {
        "light": _tokens(branding, branding.accent.light, "light", branding.band),
        "dark": _tokens(branding, branding.accent.dark, "dark", mix(branding.band, _BLACK, 0.4)),
    }


def _tokens(branding: Branding, accent: str, scheme: Scheme, band: str) -> Mapping[str, str]:
    return {
        "rail": band,
        "rail-2": mix(band, _WHITE, 0.1),
        "ember": branding.highlight,
        "accent": accent,
        "accent-soft": mix(accent, GROUNDS[scheme][0], 0.85 if scheme == "light" else 0.75),
    }


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Return a colour between two; ``share`` is the part of the other, from 0 to 1."""
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in parts)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _pairs(branding: Branding) -> list[tuple[tuple[str, ...], str, str, str]]:
    """Return the pairs that the screens use: the field, its colour, the other colour, and where both meet."""
    tokens = derive_tokens(branding)
    pairs: list[tuple[tuple[str, ...], str, str, str]] = [
        (("highlight",), branding.highlight, TEXT_ON_HIGHLIGHT, "el texto de lo resaltado"),
        (("accent", "light"), branding.accent.light, _WHITE, "el texto blanco de los botones"),
    ]
    for scheme, values in tokens.items():
        field = ("accent", scheme)
        pairs += [(field, values["accent"], ground, f"el fondo {ground}") for ground in GROUNDS[scheme]]
        pairs.append((field, values["accent-soft"], TEXTS[scheme], "el texto sobre su tono suave"))
        pairs += [(("band",), values[rail], text, "el menú") for rail in ("rail", "rail-2") for text in TEXT_ON_BAND]
    return pairs


def check_branding(branding: Branding, reader: Reader) -> None:
    """Report each colour whose texts would be hard to read, once for each field."""
    for field in (("band",), ("highlight",), ("accent", "light"), ("accent", "dark")):
        pairs = [pair for pair in _pairs(branding) if pair[0] == field]
        lowest = min(pairs, key=lambda pair: contrast(pair[1], pair[2]))
        ratio = contrast(lowest[1], lowest[2])
        if ratio < _MIN_CONTRAST:
            reader.complain(
                ("branding", *field),
                f"el contraste con {lowest[3]} es de {ratio:.1f} a 1 y debe ser de {_MIN_CONTRAST} a 1 o más; "
                f"elija un tono más {_better_tone(field)}",
            )


def _better_tone(field: tuple[str, ...]) -> str:
    return "claro" if field in (("highlight",), ("accent", "dark")) else "oscuro"


def with_logo(branding: Branding, read_file: FileReader, reader: Reader) -> Branding:
    """Replace the name of the logo's file by its content."""
    if not branding.logo:
        return branding
    content = read_file(branding.logo)
    complaint = logo_complaint(branding.logo, content)
    if complaint:
        reader.complain(("branding", "logo"), complaint)
        return branding
    return msgspec.structs.replace(branding, logo=(content or b"").decode())


def logo_complaint(name: str, content: bytes | None) -> str:
    """Return what is wrong with the file of a logo in Spanish, or nothing."""
    if content is None:
        return f"no existe el archivo «{name}»; súbalo, o póngalo en la carpeta del sitio"
    if len(content) > MAX_LOGO_BYTES:
        return f"«{name}» pesa más de {MAX_LOGO_BYTES // 1024} kB; simplifique el dibujo"
    try:
        drawing = content.decode()
    except UnicodeDecodeError:
        drawing = ""
    if not _SVG.search(drawing):
        return f"«{name}» no es un dibujo SVG; expórtelo como SVG"
    if _ACTIVE_SVG.search(drawing):
        return f"«{name}» trae programas o trae algo de otra dirección; expórtelo como SVG simple"
    return ""
