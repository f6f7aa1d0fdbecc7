/** The lines of a site: one at a time, with what a caller meets in words. */
import type { EditorProps } from "../../editor-props";
import { EntriesEditor, type EntryWords } from "../common/entries-editor";
import { fieldsOf, valueAt } from "../common/values";
import { LineForm } from "./line-form";
import { newLine } from "./line-words";
import { t } from "../../../../i18n/translate";

const WORDS: EntryWords = {
  one: t("Línea"),
  newName: t("Nombre de la línea nueva"),
  newOne: t("Línea nueva"),
  remove: t("Borrar la línea"),
  created: (name) => t("Se creó la línea «{name}». Escriba sus números.", { name }),
  removed: (name) => t("Se borró la línea «{name}».", { name }),
};

export default function LinesEditor(props: EditorProps) {
  const make = (name: string, like: string) => newLine(name, fieldsOf(valueAt(props.document, ["lines", like])));
  return (
    <EntriesEditor {...props} section="lines" words={WORDS} make={make}>
      {(line) => <LineForm {...props} line={line} />}
    </EntriesEditor>
  );
}
