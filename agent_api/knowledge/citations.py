"""Articles that the site cites: in the script of a line, and in answer templates.

A site is loaded without the database, so the loader checks the form of an id; the screen of the
editors lists those that readers cannot open.
"""

from collections import defaultdict
from collections.abc import Mapping

from agent_api.knowledge.domain.topics import split_topic
from config.site.model import Site


def list_citations(site: Site) -> Mapping[str, list[str]]:
    """Return the names of the scripts and templates that cite an article, by its id."""
    cited: dict[str, list[str]] = defaultdict(list)
    for line in site.lines.values():
        for article in line.articles:
            cited[article].append(f"Guion de {line.name}")
    for template in site.answers.templates.values() if site.answers else ():
        if template.article:
            cited[template.article].append(f"Plantilla «{template.name}»")
    return cited


def citations_for(site: Site, line: str | None, topic: str | None) -> Mapping[str, list[str]]:
    """Return those that matter now: of the line's script, and of the templates that fit a topic."""
    cited: dict[str, list[str]] = defaultdict(list)
    for article in site.lines[line].articles if line in site.lines else ():
        cited[article].append("Guion")
    for name in _templates_of(site, topic or ""):
        template = site.answers.templates.get(name) if site.answers else None
        if template is not None and template.article:
            cited[template.article].append(f"Plantilla «{template.name}»")
    return cited


def _templates_of(site: Site, topic: str) -> list[str]:
    """Return the ids of the templates of a topic and of those that contain it."""
    kind_id, theme_id, subtheme_id = split_topic(topic)
    kind = site.typology.get(kind_id)
    theme = kind.themes.get(theme_id) if kind else None
    subtheme = theme.subthemes.get(subtheme_id) if theme else None
    return [template for each in (subtheme, theme, kind) if each for template in each.answers]
