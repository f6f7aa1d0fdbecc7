/** The notes of an evaluation, each at its second or paragraph and, if it is about one, with its criterion. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import type { KeyboardEvent } from "react";
import type { FormCriterion } from "../../../../api/evaluations";
import type { DraftNote } from "../../model/evaluation-content";
import { notePlace } from "../../model/evaluation-labels";
import css from "./evaluation.module.css";
import { t } from "../../../../i18n/translate";

/** The id of a note's text field, which takes the focus when the note is made. */
export const noteElement = (key: string): string => `anotacion-${key}`;

interface NoteListProps {
  notes: readonly DraftNote[];
  criteria: readonly FormCriterion[];
  change: (notes: readonly DraftNote[]) => void;
  /** Goes to the place of a note in the evidence. */
  jump: (note: DraftNote) => void;
  /** Called when the evaluator is done with a note by the keyboard. */
  leave: (note: DraftNote) => void;
}

export function NoteList({ notes, criteria, change, jump, leave }: NoteListProps) {
  const edit = (key: string, part: Partial<DraftNote>) =>
    change(notes.map((each) => (each.key === key ? { ...each, ...part } : each)));
  const close = (event: KeyboardEvent, note: DraftNote) => {
    if (event.key !== "Escape" && !(event.key === "Enter" && event.ctrlKey)) return;
    event.preventDefault();
    leave(note);
  };
  if (notes.length === 0)
    return (
      <p className="small quiet">{t("No hay anotaciones. Con N se anota en el segundo o el párrafo en que está.")}</p>
    );
  return (
    <ol className={css.notes} aria-label={t("Anotaciones")}>
      {notes.map((note, index) => {
        const place = notePlace(note);
        return (
          <li key={note.key}>
            <div className={css.noteHead}>
              {place ? (
                <button type="button" className={css.place} onClick={() => jump(note)}>
                  <span className="unseen">{t("Ir a")} </span>
                  <span className="num">{place}</span>
                </button>
              ) : (
                <span className="small quiet">{t("Sin lugar")}</span>
              )}
              <NativeSelect
                aria-label={t("Criterio de la anotación {index}", { index: index + 1 })}
                size="xs"
                className={css.noteCriterion}
                value={note.criterion ?? ""}
                data={[
                  { value: "", label: t("De toda la evaluación") },
                  ...criteria.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onChange={(event) => edit(note.key, { criterion: event.currentTarget.value || null })}
              />
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t("Quitar la anotación {index}", { index: index + 1 })}
                onClick={() => change(notes.filter((each) => each.key !== note.key))}
              >
                {t("Quitar")}
              </Button>
            </div>
            <Textarea
              id={noteElement(note.key)}
              aria-label={t("Anotación {index}{text}", { index: index + 1, text: place ? `, ${place}` : "" })}
              autosize
              minRows={1}
              maxRows={8}
              maxLength={2000}
              value={note.text}
              placeholder={t("Qué se oye o se lee aquí")}
              onChange={(event) => edit(note.key, { text: event.currentTarget.value })}
              onKeyDown={(event) => close(event, note)}
            />
          </li>
        );
      })}
    </ol>
  );
}
