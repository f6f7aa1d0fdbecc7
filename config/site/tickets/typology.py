"""The subjects of petitions: kinds, themes and sub-themes, each leaf with its days, legal kind and area. Pure.

Owns the shape and the checks of the tree, and the inheritance of a leaf's missing values. It must not know who answers
for a petition (`config.site.tickets.escalation`), nor how an answer is worded (`config.site.tickets.answers`). A leaf
is never removed from the tree: it gets a last day, and petitions typified by it stay readable (procedure M5-1-05, row
A5).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from config.law.regimes import LegalKind
from config.schema.fields import Id, Name, Sentence
from config.schema.reader import NodePath, Reader

SearchWord = Annotated[str, Meta(min_length=1, max_length=60)]


class Topic(msgspec.Struct, frozen=True):
    """The subject of a petition, by ids; the sub-theme is empty if only the theme is known."""

    kind: str
    theme: str
    subtheme: str = ""


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of every part of the tree; a missing value comes from the parent.

    Attributes:
        meaning: when to choose it, for the advisor; empty if the name suffices.
        also: synonyms, for the search by typing.
        area: id of the area that answers for it unless the matrix says otherwise.
        answers: ids of the answer templates that fit it, in addition to the parent's.
        valid_from: first local day on which it may be chosen, as ``valid_until`` is the last; None for no limit.
    """

    meaning: Annotated[str, Meta(max_length=240)] = ""
    also: tuple[SearchWord, ...] = ()
    legal_kind: LegalKind | None = None
    area: Id | None = None
    answers: tuple[Id, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None

    def is_valid(self, day: date) -> bool:
        """Return whether it may be chosen on a local day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Subtheme(Branch, frozen=True, kw_only=True):
    """The narrowest subject of a petition."""

    id: Id
    name: Name


class Theme(Branch, frozen=True, kw_only=True):
    """A subject within a kind; without ``subthemes`` the theme itself is the leaf."""

    id: Id
    name: Name
    subthemes: dict[Id, Subtheme] = {}


class TypologyKind(Branch, frozen=True, kw_only=True):
    """A kind of petition: request, complaint, claim..."""

    id: Id
    name: Name
    meaning: Sentence
    themes: dict[Id, Theme]


Typology = Mapping[str, TypologyKind]


class Leaf(msgspec.Struct, frozen=True):
    """A topic with its parts of the tree; ``subtheme`` is None if only the theme is known."""

    kind: TypologyKind
    theme: Theme
    subtheme: Subtheme | None = None

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The parts of the tree that it consists of, the narrowest first."""
        return (self.theme, self.kind) if self.subtheme is None else (self.subtheme, self.theme, self.kind)

    @property
    def topic(self) -> Topic:
        """Its ids."""
        return Topic(self.kind.id, self.theme.id, "" if self.subtheme is None else self.subtheme.id)

    @property
    def name(self) -> str:
        """Name of its narrowest part."""
        return self.theme.name if self.subtheme is None else self.subtheme.name

    @property
    def legal_kind(self) -> LegalKind:
        """Its legal kind; by default a general petition (Ley 1437 de 2011, article 14)."""
        return next((each.legal_kind for each in self.branches if each.legal_kind), "general")

    @property
    def area(self) -> str | None:
        """Id of its default area, or None if no part of it names one."""
        return next((each.area for each in self.branches if each.area), None)

    @property
    def answers(self) -> tuple[str, ...]:
        """Ids of its answer templates, its own first, each once."""
        return tuple(dict.fromkeys(answer for each in self.branches for answer in each.answers))

    def is_valid(self, day: date) -> bool:
        """Return whether every part of it may be chosen on a local day."""
        return all(each.is_valid(day) for each in self.branches)

    def awaits_subtheme(self, day: date) -> bool:
        """Return whether only the theme is known and a sub-theme of it may be chosen on a local day."""
        return self.subtheme is None and any(each.is_valid(day) for each in self.theme.subthemes.values())


def find_topic(typology: Typology, topic: Topic) -> Leaf | None:
    """Return the leaf of a topic, or None if the tree does not have it; validity does not matter."""
    kind = typology.get(topic.kind)
    theme = kind.themes.get(topic.theme) if kind else None
    if kind is None or theme is None:
        return None
    if not topic.subtheme:
        return Leaf(kind, theme)
    subtheme = theme.subthemes.get(topic.subtheme)
    return None if subtheme is None else Leaf(kind, theme, subtheme)


def leaf_topics(typology: Typology) -> Iterator[Leaf]:
    """Yield every leaf, retired or not, in the order of the file: sub-themes, and themes that have none."""
    for kind in typology.values():
        for theme in kind.themes.values():
            if not theme.subthemes:
                yield Leaf(kind, theme)
            yield from (Leaf(kind, theme, each) for each in theme.subthemes.values())


def check_typology(typology: Typology, reader: Reader) -> None:
    """Check that there are kinds, each with themes, and that no branch ends before it begins."""
    if not any(path[0] == "typology" and len(path) == 2 for path in reader.places):
        reader.complain(("typology",), "no hay ningún tipo de petición; agregue al menos uno")
    for kind in typology.values():
        if not kind.themes:
            reader.complain(("typology", kind.id, "themes"), "el tipo no tiene temas; agregue al menos uno")
    for path, branch in branches(typology):
        if branch.valid_from and branch.valid_until and branch.valid_until < branch.valid_from:
            reader.complain((*path, "valid_until"), "termina antes de empezar; corrija «valid_from» o «valid_until»")


def branches(typology: Typology) -> Iterator[tuple[NodePath, Branch]]:
    """Yield every part of the tree with its path."""
    for kind in typology.values():
        yield ("typology", kind.id), kind
        for theme in kind.themes.values():
            theme_path = ("typology", kind.id, "themes", theme.id)
            yield theme_path, theme
            yield from (((*theme_path, "subthemes", each.id), each) for each in theme.subthemes.values())
