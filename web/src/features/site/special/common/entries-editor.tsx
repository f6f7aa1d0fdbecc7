/** The entries of a section, one at a time: choose, add and delete. */
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { SegmentedControl } from "../../../../components/segmented-control";
import type { EditorProps } from "../../editor-props";
import { complaintsUnder } from "./complaints";
import css from "./entries-editor.module.css";
import { Complaints } from "./fields";
import { NewEntry } from "./new-entry";
import { useTarget } from "./use-target";
import { idsOf, nameOf, newId } from "./values";

/** The words of a section's editor, with the name of the entry where one is meant. */
export interface EntryWords {
  one: string;
  newName: string;
  newOne: string;
  remove: string;
  created: (name: string) => string;
  removed: (name: string) => string;
}

interface EntriesEditorProps extends Pick<EditorProps, "document" | "complaints" | "readOnly" | "target" | "onChange"> {
  section: string;
  words: EntryWords;
  /** Return a new entry; ``like`` is the one that is shown, or empty. */
  make: (name: string, like: string) => unknown;
  children: (entry: string) => ReactNode;
}

export function EntriesEditor(props: EntriesEditorProps) {
  const { document, complaints, readOnly, target, onChange, section, words, make, children } = props;
  const ids = idsOf(document, section);
  const [chosen, choose] = useState("");
  const [done, confirm] = useConfirmation();
  useTarget(target, ([, id = ""]) => choose(id));
  const entry = ids.includes(chosen) ? chosen : (ids[0] ?? "");
  const create = (name: string) => {
    const id = newId(name, ids);
    onChange([section, id], make(name, entry));
    choose(id);
    confirm(words.created(name));
  };
  const labelOf = (id: string): string => {
    const label = nameOf(document, section, id);
    return complaintsUnder(complaints, [section, id]).length > 0 ? `⚠ ${label}` : label;
  };
  const remove = () => {
    onChange([section, entry], undefined);
    confirm(words.removed(nameOf(document, section, entry)));
  };
  return (
    <div className={css.editor}>
      <Complaints complaints={complaints} path={[section]} />
      <div className={css.bar}>
        {ids.length > 0 && (
          <SegmentedControl
            label={words.one}
            value={entry}
            onChange={choose}
            options={ids.map((id) => [id, labelOf(id)] as const)}
          />
        )}
        {!readOnly && <NewEntry label={words.newName} placeholder={words.newOne} make={create} />}
      </div>
      <Confirmation>{done}</Confirmation>
      {entry && (
        <section key={entry} className={`panel ${css.sheet}`} aria-label={nameOf(document, section, entry)}>
          {children(entry)}
          {!readOnly && ids.length > 1 && (
            <p>
              <Button size="xs" variant="default" onClick={remove}>
                {words.remove}
              </Button>
            </p>
          )}
        </section>
      )}
    </div>
  );
}
