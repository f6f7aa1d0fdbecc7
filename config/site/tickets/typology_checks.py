"""Checks of typology, areas, matrix and answers together: every leaf has an owner, every template a use. Pure.

Owns these rules. What it complains about is placed by the Reader; it changes nothing.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from config.schema.reader import NodePath, Reader, suggest_name
from config.site.tickets.answers import KNOWN_BLANKS, MIN_PROMISE_LENGTH, Answers, AnswerTemplate, TemplateBroken
from config.site.tickets.escalation import Area, Matrix, MatrixRow, find_row
from config.site.tickets.typology import Branch, Leaf, Topic, TypologyKind, find_topic, leaf_topics


class TypologyDraft(Protocol):
    """What could be read of these four files."""

    typology: dict[str, TypologyKind]
    areas: dict[str, Area]
    matrix: Matrix | None
    answers: Answers | None
    whole: bool


def check_typology(draft: TypologyDraft, reader: Reader) -> None:
    """There are kinds, each with themes, and no day of a branch's life comes before its first."""
    if not any(path[0] == "typology" and len(path) == 2 for path in reader.places):
        reader.complain(("typology",), "no hay ningún tipo de petición; agregue al menos uno")
    for kind in draft.typology.values():
        if not kind.themes:
            reader.complain(("typology", kind.id, "themes"), "el tipo no tiene temas; agregue al menos uno")
    for path, branch in _branches(draft.typology):
        if branch.valid_from and branch.valid_until and branch.valid_until < branch.valid_from:
            reader.complain((*path, "valid_until"), "termina antes de empezar; corrija «valid_from» o «valid_until»")


def check_escalation(draft: TypologyDraft, reader: Reader) -> None:
    """Areas have their people, the matrix names what there is, and every leaf leads to somebody who is of its area."""
    for area in draft.areas.values():
        _check_area(area, reader)
    if not draft.whole or draft.matrix is None:
        return
    if draft.matrix.written not in draft.areas:
        reader.complain_unknown(("matrix", "written"), draft.matrix.written, "areas", draft.areas)
    for index, row in enumerate(draft.matrix.rows):
        _check_row(draft, row, ("matrix", "rows", str(index)), reader)
    _check_duplicates(draft.matrix.rows, reader)
    for path, branch in _branches(draft.typology):
        if branch.area is not None and branch.area not in draft.areas:
            reader.complain_unknown((*path, "area"), branch.area, "areas", draft.areas)
    for leaf in leaf_topics(draft.typology):
        _check_leaf_assigned(draft, draft.matrix, leaf, reader)


def check_answers(draft: TypologyDraft, reader: Reader) -> None:
    """Templates hold known blanks alone and fit some part of the tree; types and blanks are of use."""
    if not draft.whole or (answers := draft.answers) is None:
        return
    if not answers.types:
        reader.complain(("answers", "types"), "no hay ningún tipo de respuesta; agregue al menos uno")
    used = {each for _, branch in _branches(draft.typology) for each in branch.answers}
    for path, branch in _branches(draft.typology):
        for index, each in enumerate(branch.answers):
            if each not in answers.templates:
                reader.complain_unknown((*path, "answers", str(index)), each, "answers", answers.templates)
    asked: set[str] = set()
    for template in answers.templates.values():
        _check_promise(template, reader)
        asked.update(_check_template(template, answers, reader))
        if template.id not in used:
            text = "ningún tema usa esta plantilla; nómbrela en «answers» de typology.yaml o bórrela"
            reader.complain(("answers", "templates", template.id), text)
    _check_blanks(answers, asked, reader)


def _check_promise(template: AnswerTemplate, reader: Reader) -> None:
    """A promise of a document is found again in an answer by its words."""
    if template.requires_attachment and len(template.promise) < MIN_PROMISE_LENGTH:
        text = f"antes de su primer espacio debe decir, en {MIN_PROMISE_LENGTH} letras o más, que va un documento"
        reader.complain(("answers", "templates", template.id, "requires_attachment"), text)


def _branches(typology: dict[str, TypologyKind]) -> Iterator[tuple[NodePath, Branch]]:
    """Every part of the tree with its path."""
    for kind in typology.values():
        yield ("typology", kind.id), kind
        for theme in kind.themes.values():
            theme_path = ("typology", kind.id, "themes", theme.id)
            yield theme_path, theme
            yield from (((*theme_path, "subthemes", each.id), each) for each in theme.subthemes.values())


def _check_area(area: Area, reader: Reader) -> None:
    path = ("areas", area.id)
    for field in ("leader", "responsible", "deputy"):
        _check_official(area, getattr(area, field), (*path, field), reader)
    if area.responsible == area.deputy:
        text = f"«{area.deputy}» no puede suplirse a sí mismo; nombre a otra persona"
        reader.complain((*path, "deputy"), text)
    for user, official in area.officials.items():
        for index, absence in enumerate(official.absences):
            if absence.last_day < absence.first_day:
                absence_path = (*path, "officials", user, "absences", str(index), "last_day")
                reader.complain(absence_path, "la ausencia termina antes de empezar; corrija las fechas")


def _check_official(area: Area, user: str, path: NodePath, reader: Reader) -> None:
    if user not in area.officials:
        text = f"«{user}» no está entre los «officials» de «{area.id}»; {suggest_name(user, area.officials)}"
        reader.complain(path, text)


def _check_row(draft: TypologyDraft, row: MatrixRow, path: NodePath, reader: Reader) -> None:
    """A row is for a part of the tree that there is, and names an area that there is."""
    if row.subtheme and not row.theme:
        reader.complain(path, "falta «theme», el tema del que es ese subtema")
    elif row.kind not in draft.typology:
        reader.complain_unknown((*path, "kind"), row.kind, "typology", draft.typology)
    elif row.theme and row.theme not in draft.typology[row.kind].themes:
        reader.complain_unknown((*path, "theme"), row.theme, "typology", draft.typology[row.kind].themes)
    elif row.theme and find_topic(draft.typology, Topic(*row.topic)) is None:
        subthemes = draft.typology[row.kind].themes[row.theme].subthemes
        reader.complain_unknown((*path, "subtheme"), str(row.subtheme), "typology", subthemes)
    if row.area is not None and row.area not in draft.areas:
        reader.complain_unknown((*path, "area"), row.area, "areas", draft.areas)
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


def _check_leaf_assigned(draft: TypologyDraft, matrix: Matrix, leaf: Leaf, reader: Reader) -> None:
    """A leaf leads to an area, and whom the matrix names for it is of that area."""
    kind, theme, subtheme = leaf.topic.kind, leaf.topic.theme, leaf.topic.subtheme
    row = find_row(matrix, leaf.topic)
    area = (row.area if row else None) or leaf.area
    if area is None:
        path = ("typology", kind, "themes", theme, *(("subthemes", subtheme) if subtheme else ()))
        text = "no lleva a ninguna área; agregue «area» aquí, en su tema o en su tipo, o una fila en matrix.yaml"
        reader.complain(path, text)
    elif row is not None and area in draft.areas:
        for field in ("responsible", "deputy"):
            if user := getattr(row, field):
                path = ("matrix", "rows", str(matrix.rows.index(row)), field)
                _check_official(draft.areas[area], user, path, reader)


def _check_template(template: AnswerTemplate, answers: Answers, reader: Reader) -> tuple[str, ...]:
    """The blanks of a template, each complained about unless it is known."""
    path = ("answers", "templates", template.id)
    if not template.paragraphs:
        reader.complain((*path, "paragraphs"), "la plantilla no dice nada; escriba al menos un párrafo")
    if template.type is not None and template.type not in answers.types:
        text = f"«{template.type}» no está en «types»; {suggest_name(template.type, answers.types)}"
        reader.complain((*path, "type"), text)
    try:
        blanks = template.blanks
    except TemplateBroken as error:
        reader.complain((*path, "paragraphs"), str(error))
        return ()
    known = {*KNOWN_BLANKS, *answers.blanks}
    for each in blanks:
        if each not in known:
            text = f"«{each}» no es un espacio conocido; {suggest_name(each, known)} Si es otro, agréguelo en «blanks»"
            reader.complain((*path, "paragraphs"), text)
    return blanks


def _check_blanks(answers: Answers, asked: set[str], reader: Reader) -> None:
    for blank in answers.blanks:
        if blank in KNOWN_BLANKS:
            text = f"«{blank}» ya lo llena Atención; bórrelo de «blanks»"
            reader.complain(("answers", "blanks", blank), text)
        elif blank not in asked:
            text = "ninguna plantilla usa este espacio; bórrelo o úselo"
            reader.complain(("answers", "blanks", blank), text)
