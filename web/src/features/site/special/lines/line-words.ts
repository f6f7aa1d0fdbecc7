/** A new line, and what a caller of a line meets, in words. Pure. */
import type { Document } from "../../editor-props";
import { type Fields, nameOf, textOf, textsOf, withFields } from "../common/values";
import { t } from "../../../../i18n/translate";

/** Return a line without a number that is otherwise like another one, whose script stays its own. */
export const newLine = (name: string, like: Fields): Fields =>
  withFields(like, { name, numbers: [], script: undefined, script_done: undefined, articles: undefined });

/** Return sentences about a line; what is missing stays unsaid. */
export function lineSentences(document: Document, line: Fields): string[] {
  const numbers = textsOf(line.numbers);
  const [calendar, menu, fallback] = [textOf(line.calendar), textOf(line.menu), textOf(line.fallback)];
  return [
    numbers.length > 0
      ? t("Se llega al marcar {numbers}.", { numbers: numbers.join(", ") })
      : t("Todavía no se llega a ella: no tiene números."),
    ...(calendar ? [t("Se abre con el horario «{name}».", { name: nameOf(document, "calendars", calendar) })] : []),
    ...(menu
      ? [t("Después del saludo y del aviso se oye el menú «{name}».", { name: nameOf(document, "menus", menu) })]
      : []),
    fallback
      ? t("Si algo falla, se pide disculpas y la llamada pasa a {fallback}.", { fallback })
      : t("Si algo falla, se pide disculpas y la llamada termina."),
  ];
}
