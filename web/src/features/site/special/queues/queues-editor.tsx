/** The queues of a site: one at a time, with what it does in words. */
import type { EditorProps } from "../../editor-props";
import { EntriesEditor, type EntryWords } from "../common/entries-editor";
import type { FieldContext } from "../common/fields";
import { idsOf } from "../common/values";
import { QueueForm } from "./queue-form";
import { t } from "../../../../i18n/translate";

const WORDS: EntryWords = {
  one: t("Cola"),
  newName: t("Nombre de la cola nueva"),
  newOne: t("Cola nueva"),
  remove: t("Borrar la cola"),
  created: (name) => t("Se creó la cola «{name}». Póngala en el menú para que reciba llamadas.", { name }),
  removed: (name) => t("Se borró la cola «{name}».", { name }),
};

export default function QueuesEditor(props: EditorProps) {
  const { document, complaints, readOnly, target, onChange } = props;
  const context: FieldContext = { document, complaints, readOnly, onChange };
  const make = (name: string) => ({ name, wait_prompt: idsOf(document, "prompts")[0] ?? "" });
  return (
    <EntriesEditor {...context} target={target} section="queues" words={WORDS} make={make}>
      {(queue) => <QueueForm context={context} queue={queue} />}
    </EntriesEditor>
  );
}
