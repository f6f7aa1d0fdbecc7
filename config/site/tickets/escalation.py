"""The people responsible for a petition on a day: areas, officials, deputies, absences, escalation matrix. Pure.

Owns these values, their checks and the choice. The day is an argument. It must not know tickets, nor who is signed in;
the caller passes absences beyond the site's. Procedure M5-1-05: G3 and rows A10, A13 (matriz de escalonamiento).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Literal, Protocol

import msgspec

from config.errors import ConfigError, SectionReference
from config.schema.fields import Id, Mailbox, Name, User
from config.schema.reader import NodePath, Reader, suggest_name
from config.site.tickets.typology import Leaf, Topic, Typology, branches, find_topic, leaf_topics

AssignmentReason = Literal["own", "deputy", "leader"]
"""Reason of an assignment: the topic is the official's own; they are the deputy; or only the leader is available."""


class NoAreas(ConfigError):
    """This version of the site is older than areas and matrix, and cannot name an official."""

    code = "no_areas"


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """Local days on which an official is away, both included; ``reason`` is for people.

    ``deputy`` stands in on these days; None means the standing deputy.
    """

    first_day: date
    last_day: date
    reason: Name
    deputy: User | None = None

    def includes(self, day: date) -> bool:
        """Return whether a local day belongs to the absence."""
        return self.first_day <= day <= self.last_day


class Official(msgspec.Struct, frozen=True, kw_only=True):
    """An official of an area, keyed by user name; ``email`` None means the area's address.

    ``deputy`` is who stands in for them, another official of the area; None leaves it to the area.
    """

    name: Name
    email: Mailbox | None = None
    absences: tuple[Absence, ...] = ()
    deputy: User | None = None

    def is_away(self, day: date) -> bool:
        """Return whether an absence includes a local day."""
        return any(each.includes(day) for each in self.absences)

    def deputy_on(self, day: date) -> str | None:
        """Return the deputy of the official on a local day: that of the absence, else the standing one."""
        named = (each.deputy for each in self.absences if each.includes(day) and each.deputy)
        return next(named, self.deputy)


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the entity that answers petitions: a mission area, or the written channel's group.

    Attributes:
        leader: user of the leader, who is in charge if the others are away.
        responsible: user who is in charge, unless the matrix names another.
        officials: everybody of the area, by user.
    """

    id: Id
    name: Name
    email: Mailbox
    leader: User
    responsible: User
    deputy: User
    officials: dict[User, Official]

    def email_of(self, user: str) -> str:
        """Return the address for notices of work to a user of this area."""
        official = self.officials.get(user)
        return official.email if official and official.email else self.email


class MatrixRow(msgspec.Struct, frozen=True, kw_only=True):
    """The matrix's entry for a sub-theme, a theme or a whole kind; the narrowest row that fits applies.

    ``theme`` None covers the whole kind, ``subtheme`` None the whole theme. ``area`` None means the typology's default,
    ``responsible`` None the area's people; a row with a responsible user names the deputy too.
    """

    kind: Id
    theme: Id | None = None
    subtheme: Id | None = None
    area: Id | None = None
    responsible: User | None = None
    deputy: User | None = None

    @property
    def topic(self) -> tuple[str, str, str]:
        """The ids that it covers, empty where it covers all."""
        return self.kind, self.theme or "", self.subtheme or ""


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """The escalation matrix: exceptions to the default areas and their own people.

    ``written`` is the id of the written channel's group: the second tier, regardless of the subject of the petition
    (A10).
    """

    written: Id
    rows: tuple[MatrixRow, ...] = ()


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """The official in charge; ``deputy_for`` is the user whom they replace, or None."""

    area: str
    user: str
    deputy_for: str | None = None
    reason: AssignmentReason = "own"


class EscalationSite(Protocol):
    """The parts of a site that the choice needs."""

    @property
    def typology(self) -> Typology:
        """The tree."""

    @property
    def areas(self) -> Mapping[str, Area]:
        """The areas, by id."""

    @property
    def matrix(self) -> Matrix | None:
        """The matrix."""


def assignee(site: EscalationSite, topic: Topic, on: date, absent: Collection[str] = ()) -> Assignment:
    """Return the official of the business areas in charge of a topic on a local day (A13).

    A topic that the site in force no longer has uses its theme or kind, and in the last resort the written channel's
    group. ``absent`` are users away besides the absences in the site.

    Raises:
        NoAreas: the site is older than its areas.
    """
    matrix = _matrix_of(site)
    row = find_row(matrix, topic) or MatrixRow(kind=topic.kind)
    leaf = find_topic(site.typology, topic) or find_topic(site.typology, Topic(topic.kind, topic.theme))
    kind = site.typology.get(topic.kind)
    area = row.area or (leaf.area if leaf else kind.area if kind else None) or matrix.written
    return area_assignee(site, area, on, absent, row)


def area_assignee(
    site: EscalationSite, area: str, on: date, absent: Collection[str] = (), row: MatrixRow | None = None
) -> Assignment:
    """Return the official in charge of an area on a local day: the responsible one, else a deputy, else the leader.

    An absent person's own deputies come first, each once, so a cycle of deputies ends; then the area's deputy and the
    leader, with theirs. ``absent`` are users away besides the absences in the areas; ``row`` is the matrix row, if it
    names other people.

    Raises:
        NoAreas: the site has no such area.
    """
    if (entry := site.areas.get(area)) is None:
        raise NoAreas(f"El sitio no tiene el área «{area}»; revise areas.yaml.")
    responsible, deputy = entry.responsible, entry.deputy
    if row is not None and row.responsible and row.deputy:
        responsible, deputy = row.responsible, row.deputy
    if _is_available(entry, responsible, on, absent):
        return Assignment(area=area, user=responsible)
    for user in (*_stand_ins(entry, responsible, on), deputy, *_stand_ins(entry, deputy, on)):
        if _is_available(entry, user, on, absent):
            return Assignment(area=area, user=user, deputy_for=responsible, reason="deputy")
    # A petition always has an official in charge, even a leader who is away.
    leaders = (entry.leader, *_stand_ins(entry, entry.leader, on))
    leader = next((each for each in leaders if _is_available(entry, each, on, absent)), entry.leader)
    return Assignment(area=area, user=leader, deputy_for=responsible, reason="leader")


def substitute_of(area: Area, user: str, on: date) -> str | None:
    """Return the person in charge of an absent user's work on a local day; None if the user is there, or all are away.

    It is one of their deputies, else the area's deputy for the responsible official, else the leader.
    """
    official = area.officials.get(user)
    if official is None or not official.is_away(on):
        return None
    area_deputy = (area.deputy,) if user == area.responsible else ()
    others = (*_stand_ins(area, user, on), *area_deputy, area.leader)
    return next((each for each in others if each != user and _is_available(area, each, on, ())), None)


def find_row(matrix: Matrix, topic: Topic) -> MatrixRow | None:
    """Return the narrowest row of the matrix that fits a topic, or None."""
    rows = {row.topic: row for row in matrix.rows}
    keys = ((topic.kind, topic.theme, topic.subtheme), (topic.kind, topic.theme, ""), (topic.kind, "", ""))
    return next((rows[each] for each in keys if each in rows), None)


def areas_of(site: EscalationSite, user: str) -> tuple[str, ...]:
    """Return the ids of the areas of a user."""
    return tuple(area.id for area in site.areas.values() if user in area.officials)


def _stand_ins(area: Area, user: str, on: date) -> tuple[str, ...]:
    """Return the deputy of a user on a day, the deputy of that one, and so on, each once and without the user."""
    chain = [user]
    while (official := area.officials.get(chain[-1])) and (deputy := official.deputy_on(on)):
        if deputy in chain:
            break
        chain.append(deputy)
    return tuple(chain[1:])


def _is_available(area: Area, user: str, on: date, absent: Collection[str]) -> bool:
    official = area.officials.get(user)
    return official is not None and user not in absent and not official.is_away(on)


def _matrix_of(site: EscalationSite) -> Matrix:
    if site.matrix is None:
        raise NoAreas("El sitio no tiene matriz de escalamiento; cree matrix.yaml y areas.yaml.")
    return site.matrix


def check_areas(areas: Mapping[str, Area], reader: Reader) -> None:
    """Check the people and absences of each area."""
    for area in areas.values():
        _check_area(area, reader)


def check_matrix(matrix: Matrix, areas: Mapping[str, Area], typology: Typology, reader: Reader) -> None:
    """Check existing ids, and that each leaf leads to officials of its area; `areas` and `typology` must be whole."""
    if matrix.written not in areas:
        reader.complain_unknown(("matrix", "written"), matrix.written, "areas", areas)
    for index, row in enumerate(matrix.rows):
        _check_row(row, areas, typology, ("matrix", "rows", str(index)), reader)
    _check_duplicates(matrix.rows, reader)
    for path, branch in branches(typology):
        if branch.area is not None and branch.area not in areas:
            reader.complain_unknown((*path, "area"), branch.area, "areas", areas)
    for leaf in leaf_topics(typology):
        _check_leaf_assigned(matrix, areas, leaf, reader)


def _check_area(area: Area, reader: Reader) -> None:
    path = ("areas", area.id)
    for field in ("leader", "responsible", "deputy"):
        _check_official(area, getattr(area, field), (*path, field), reader)
    if area.responsible == area.deputy:
        text = f"«{area.deputy}» no puede suplirse a sí mismo; nombre a otra persona"
        reader.complain((*path, "deputy"), text)
    for user, official in area.officials.items():
        official_path = (*path, "officials", user)
        _check_deputy(area, user, official.deputy, (*official_path, "deputy"), reader)
        for index, absence in enumerate(official.absences):
            absence_path = (*official_path, "absences", str(index))
            if absence.last_day < absence.first_day:
                text = "la ausencia termina antes de empezar; corrija las fechas"
                reader.complain((*absence_path, "last_day"), text)
            _check_deputy(area, user, absence.deputy, (*absence_path, "deputy"), reader)


def _check_deputy(area: Area, user: str, deputy: str | None, path: NodePath, reader: Reader) -> None:
    if deputy is None:
        return
    _check_official(area, deputy, path, reader)
    if deputy == user:
        reader.complain(path, f"«{deputy}» no puede suplirse a sí mismo; nombre a otra persona")


def _check_official(area: Area, user: str, path: NodePath, reader: Reader) -> None:
    if user not in area.officials:
        text = f"«{user}» no está entre los «officials» de «{area.id}»; {suggest_name(user, area.officials)}"
        reader.complain(path, text)


def _check_row(row: MatrixRow, areas: Mapping[str, Area], typology: Typology, path: NodePath, reader: Reader) -> None:
    if row.subtheme and not row.theme:
        reader.complain(path, "falta «theme», el tema del que es ese subtema")
    elif row.kind not in typology:
        reader.complain_unknown((*path, "kind"), row.kind, "typology", typology)
    elif row.theme and row.theme not in typology[row.kind].themes:
        reader.complain_unknown((*path, "theme"), row.theme, "typology", typology[row.kind].themes)
    elif row.theme and find_topic(typology, Topic(*row.topic)) is None:
        subthemes = typology[row.kind].themes[row.theme].subthemes
        reader.complain_unknown((*path, "subtheme"), str(row.subtheme), "typology", subthemes)
    if row.area is not None and row.area not in areas:
        reader.complain_unknown((*path, "area"), row.area, "areas", areas)
    if (row.responsible is None) != (row.deputy is None):
        reader.complain(path, "nombre «responsible» y «deputy», o ninguno de los dos")
    elif row.responsible is not None and row.responsible == row.deputy:
        reader.complain((*path, "deputy"), f"«{row.deputy}» no puede suplirse a sí mismo; nombre a otra persona")
    elif row.area is None and row.responsible is None:
        reader.complain(path, "la fila no dice nada; agregue «area», o «responsible» y «deputy»")


def _check_duplicates(rows: Iterable[MatrixRow], reader: Reader) -> None:
    seen: set[tuple[str, str, str]] = set()
    for index, row in enumerate(rows):
        if row.topic in seen:
            reader.complain(("matrix", "rows", str(index)), "ya hay una fila para lo mismo; deje solo una")
        seen.add(row.topic)


def _check_leaf_assigned(matrix: Matrix, areas: Mapping[str, Area], leaf: Leaf, reader: Reader) -> None:
    kind, theme, subtheme = leaf.topic.kind, leaf.topic.theme, leaf.topic.subtheme
    row = find_row(matrix, leaf.topic)
    area = (row.area if row else None) or leaf.area
    if area is None:
        path = ("typology", kind, "themes", theme, *(("subthemes", subtheme) if subtheme else ()))
        words = "no lleva a ninguna área; agregue «area» aquí, en su tema o en su tipo, o una fila en "
        reader.complain(path, SectionReference(words, "matrix"))
    elif row is not None and area in areas:
        for field in ("responsible", "deputy"):
            if user := getattr(row, field):
                path = ("matrix", "rows", str(matrix.rows.index(row)), field)
                _check_official(areas[area], user, path, reader)
