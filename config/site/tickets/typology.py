"""What petitions are about: kinds, themes and sub-themes, each leaf with its days, legal kind and area. Pure.

Owns the shape and the checks of the tree, and how what a leaf does not say itself comes from what it hangs on. It must
not know who answers for a petition (`config.site.tickets.escalation`), nor how an answer is worded
(`config.site.tickets.answers`). A leaf is never taken out of the tree: it is given a last day, and what was typified by
it stays readable (procedure M5-1-05, row A5).
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
    """What a petition is about, by ids; the sub-theme is empty where only the theme was said."""

    kind: str
    theme: str
    subtheme: str = ""


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """What every part of the tree may say; what it leaves out comes from the part that it hangs on.

    Attributes:
        meaning: when to choose it, for the advisor; empty where the name says it all.
        also: other words by which people ask for it, for the search by typing.
        legal_kind: what it is to the law, which decides the term.
        area: id of the area that answers for it unless the matrix says otherwise.
        answers: ids of the answer templates that fit it, beside those of what it hangs on.
        valid_from: first local day on which it may be chosen; None: always was.
        valid_until: the last one; None: still is.
    """

    meaning: Annotated[str, Meta(max_length=240)] = ""
    also: tuple[SearchWord, ...] = ()
    legal_kind: LegalKind | None = None
    area: Id | None = None
    answers: tuple[Id, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None

    def is_valid(self, day: date) -> bool:
        """Whether it may be chosen on a local day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Subtheme(Branch, frozen=True, kw_only=True):
    """What a petition is about, as narrowly as it is typified; ``name`` is for people."""

    id: Id
    name: Name


class Theme(Branch, frozen=True, kw_only=True):
    """What a petition is about, within its kind.

    Attributes:
        name: for people, in Spanish.
        subthemes: by id; without any, the theme itself is the leaf.
    """

    id: Id
    name: Name
    subthemes: dict[Id, Subtheme] = {}


class TypologyKind(Branch, frozen=True, kw_only=True):
    """A kind of petition: request, complaint, claim...

    Attributes:
        name: for people, in Spanish.
        meaning: when to choose it, for the advisor.
        themes: what it can be about, by id.
    """

    id: Id
    name: Name
    meaning: Sentence
    themes: dict[Id, Theme]


Typology = Mapping[str, TypologyKind]


class Leaf(msgspec.Struct, frozen=True):
    """A topic with all that the tree says of it; ``subtheme`` is None where only the theme is said."""

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
        """For people: the name of its narrowest part."""
        return self.theme.name if self.subtheme is None else self.subtheme.name

    @property
    def legal_kind(self) -> LegalKind:
        """What it is to the law; where nobody says it, a general petition (Ley 1437 de 2011, article 14)."""
        return next((each.legal_kind for each in self.branches if each.legal_kind), "general")

    @property
    def area(self) -> str | None:
        """Id of its default area, or None where no part of it names one."""
        return next((each.area for each in self.branches if each.area), None)

    @property
    def answers(self) -> tuple[str, ...]:
        """Ids of its answer templates, its own first, each once."""
        return tuple(dict.fromkeys(answer for each in self.branches for answer in each.answers))

    def is_valid(self, day: date) -> bool:
        """Whether it may be chosen on a local day: every part of it may."""
        return all(each.is_valid(day) for each in self.branches)

    def awaits_subtheme(self, day: date) -> bool:
        """Whether a sub-theme is still to be chosen: only the theme is said, and some of it may be on a local day."""
        return self.subtheme is None and any(each.is_valid(day) for each in self.theme.subthemes.values())


def find_topic(typology: Typology, topic: Topic) -> Leaf | None:
    """What the tree says of a topic, or None where it does not have it; days do not matter."""
    kind = typology.get(topic.kind)
    theme = kind.themes.get(topic.theme) if kind else None
    if kind is None or theme is None:
        return None
    if not topic.subtheme:
        return Leaf(kind, theme)
    subtheme = theme.subthemes.get(topic.subtheme)
    return None if subtheme is None else Leaf(kind, theme, subtheme)


def leaf_topics(typology: Typology) -> Iterator[Leaf]:
    """Every leaf, retired or not, in the order of the file: sub-themes, and themes that have none."""
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
