"""The help inside the product: each screen has a section of a guide, and each link between guides leads to one."""

import re
from pathlib import Path

from agent_api.access.permissions import ROLE_PERMISSIONS, ROLES
from agent_api.kit.text import fold_accents
from agent_api.screens.routes import PAGES
from tests.support.repository import ROOT

GUIDES = ROOT / "docs" / "guias"
HELP = ROOT / "web" / "src" / "features" / "help" / "model"
ROUTES = ROOT / "web" / "src" / "routes.ts"


def _section_id(title: str) -> str:
    """Return the id of a heading as web/src/features/help/model/section-id.ts does."""
    words = re.sub(r"[^a-z0-9_\s-]", "", fold_accents(re.sub(r"[`*]", "", title)).lower())
    return re.sub(r"\s+", "-", words.strip())


def _sections(guide: Path) -> set[str]:
    text = re.sub(r"^```.*?^```", "", guide.read_text(), flags=re.MULTILINE | re.DOTALL)
    return {_section_id(title) for title in re.findall(r"^##+ (.+)$", text, re.MULTILINE)}


SECTIONS = {guide.stem: _sections(guide) for guide in GUIDES.glob("*.md")}


def _exists(address: str) -> bool:
    guide, _, section = address.partition("#")
    return guide in SECTIONS and (not section or section in SECTIONS[guide])


def test_each_screen_has_its_section_of_a_guide() -> None:
    """Each page has a section that exists: a new page needs an entry in screen-sections.ts."""
    sections = dict(re.findall(r'^  "(/[^"]*)": "([^"]+)",$', (HELP / "screen-sections.ts").read_text(), re.MULTILINE))
    assert [page for page in PAGES if page not in sections] == []
    assert [page for page, address in sections.items() if "#" not in address or not _exists(address)] == []
    assert sections.keys() <= set(PAGES)


def _linked_sections(guide: str) -> list[str]:
    links = re.findall(r"\]\(((?:[a-z-]+\.md)?#[^)\s]+)\)", (GUIDES / f"{guide}.md").read_text())
    addresses = [link.replace(".md", "") if not link.startswith("#") else f"{guide}{link}" for link in links]
    return [f"{file}#{_section_id(section)}" for file, section in (each.split("#") for each in addresses)]


def test_links_to_sections_of_guides_lead_to_them() -> None:
    """Links between guides lead to sections, as the product gives them ids."""
    linked = {(guide, target) for guide in SECTIONS for target in _linked_sections(guide)}
    assert linked
    assert [(guide, target) for guide, target in sorted(linked) if not _exists(target)] == []


def test_the_screens_of_the_news_are_open_to_their_roles() -> None:
    """Each role that an entry names may open at least one of its screens."""
    pattern = r'path: "([^"]+)",\s+name: (?:t\()?"[^"]+"\)?,\s+permission: (?:"([^"]+)"|null)'
    needed = dict(re.findall(pattern, ROUTES.read_text()))
    text = (HELP / "news.ts").read_text()
    entries = re.findall(r"roles: (\[[^\]]*\]|null),.*?screens: (\[[^\]]*\])", text, re.DOTALL)
    assert len(entries) > 5
    for roles, screens in entries:
        paths = re.findall(r'"([^"]+)"', screens)
        for role in re.findall(r'"([a-z_]+)"', roles):
            assert role in ROLES
            assert not paths or any(needed[path] in {"", *ROLE_PERMISSIONS[role]} for path in paths), (role, paths)
