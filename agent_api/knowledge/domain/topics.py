"""Topics of an article: a kind of petition, a theme or a sub-theme, written ``kind/theme/subtheme``. Pure."""

from typing import Final

from agent_api.kit.labels import topic_names
from config.site.model import Site
from config.site.tickets.typology import Typology

TOPIC_PATTERN: Final = r"^[a-z][a-z0-9_]{0,39}(/[a-z][a-z0-9_]{0,39}){0,2}$"


def has_topic(typology: Typology, topic: str) -> bool:
    """Return whether a typology has a topic, retired or not."""
    kind_id, theme_id, subtheme_id = split_topic(topic)
    kind = typology.get(kind_id)
    if kind is None or not theme_id:
        return kind is not None
    theme = kind.themes.get(theme_id)
    return theme is not None and (not subtheme_id or subtheme_id in theme.subthemes)


def with_parents(topic: str) -> list[str]:
    """Return a topic and those that contain it: an article about a theme fits each of its sub-themes."""
    parts = topic.split("/")
    return ["/".join(parts[: length + 1]) for length in range(len(parts))]


def split_topic(topic: str) -> tuple[str, str, str]:
    """Return kind, theme and sub-theme; the last two may be empty."""
    kind, theme, subtheme, *_ = [*topic.split("/"), "", ""]
    return kind, theme, subtheme


def topic_name(site: Site, topic: str) -> str:
    """Return the names of a topic: «Petición · Crédito · Renovación»; ids where the site has no name."""
    kind, theme, subtheme = split_topic(topic)
    names = topic_names(site, kind, theme, subtheme)
    return " · ".join(each for each in (names.kind, names.theme, names.subtheme) if each)
