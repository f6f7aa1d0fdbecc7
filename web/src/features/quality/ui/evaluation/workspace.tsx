/**
 * The page on which answers and notes are written: the evidence on the left, the form on the right, and the keyboard
 * for both. It does not know where the content is stored: a draft and a correction use it alike.
 */
import { Button, Checkbox, Textarea } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import type { Evaluation, EvaluationAnswer } from "../../../../api/evaluations";
import { announce } from "../../../../components/announcer";
import { Dialog } from "../../../../components/dialog";
import { useRegisteredShortcuts } from "../../../../keyboard-shortcuts";
import {
  type Conflicts,
  criteriaOf,
  type DraftNote,
  type EvaluationContent,
  NO_CONFLICTS,
} from "../../model/evaluation-content";
import { criterionAfter, KEYS, type KeyAct } from "../../model/evaluation-keys";
import { CallEvidence } from "../evidence/call-evidence";
import type { PlayerHandle } from "../evidence/recording-player";
import { usePlayerHandles } from "../evidence/story-recordings";
import { paragraphElement, WrittenEvidence } from "../evidence/written-evidence";
import { CriteriaForm, criterionElement } from "./criteria-form";
import css from "./evaluation.module.css";
import { EvaluationHead } from "./evaluation-head";
import { NoteList, noteElement } from "./note-list";
import { ScoreSummary } from "./score-summary";
import { focusedCriterion, focusedParagraph, useKeysSwitch, useWorkspaceKeys } from "./use-workspace-keys";
import { t } from "../../../../i18n/translate";

interface WorkspaceProps {
  evaluation: Evaluation;
  content: EvaluationContent;
  conflicts?: Conflicts;
  edit: (change: Partial<EvaluationContent>) => void;
  resolveAnswer?: (criterion: string, take: boolean) => void;
  resolveComment?: (take: boolean) => void;
  /** Reads the evaluation again: its evidence may have changed. */
  refresh: () => void;
  /** Buttons and state, above the form. */
  actions: ReactNode;
  /** Fields below the comment. */
  children?: ReactNode;
}

export function Workspace(props: WorkspaceProps) {
  const { evaluation, content, edit, conflicts = NO_CONFLICTS } = props;
  const criteria = criteriaOf(evaluation.form);
  const [help, setHelp] = useState(false);
  const [keys, setKeys] = useKeysSwitch();
  const players = usePlayers(evaluation);
  const answer = (criterion: string, chosen: EvaluationAnswer) =>
    edit({ answers: { ...content.answers, [criterion]: chosen } });
  const { addNote, jump, leave } = useNotes(evaluation, content, edit, players);
  useWorkspaceKeys(keys && !help, (pressed) =>
    act(pressed, { evaluation, content, answer, players, addNote, setHelp }),
  );
  useRegisteredShortcuts(keys ? KEYS : null);
  const noted = new Set(content.notes.flatMap(({ paragraph }) => (paragraph === null ? [] : [paragraph])));
  return (
    <div className={css.split}>
      <section className={`panel ${css.pane}`} aria-labelledby="evidencia">
        <h2 id="evidencia">{t("Lo que se evalúa")}</h2>
        {evaluation.story.missing && (
          <p role="status" className={css.missing}>
            {evaluation.story.missing}
          </p>
        )}
        {evaluation.channel === "phone" ? (
          <CallEvidence
            evaluation={evaluation}
            players={players.handles}
            marksOf={(recording) => marksOf(content, recording)}
            onFailure={props.refresh}
          />
        ) : (
          <WrittenEvidence
            evaluation={evaluation}
            noted={noted}
            note={(paragraph) => addNote({ paragraph, criterion: focusedCriterion() })}
          />
        )}
      </section>
      <section className={`panel ${css.pane}`} aria-labelledby="evaluacion">
        <EvaluationHead evaluation={evaluation} />
        <div className={css.actions}>
          {props.actions}
          <Button variant="subtle" size="sm" onClick={() => setHelp(true)}>
            {t("Atajos")} <kbd>?</kbd>
          </Button>
        </div>
        <ScoreSummary evaluation={evaluation} answers={content.answers} />
        <CriteriaForm
          form={evaluation.form}
          content={content}
          conflicts={conflicts}
          answer={answer}
          resolve={props.resolveAnswer ?? (() => {})}
        />
        <h3>{t("Anotaciones")}</h3>
        <NoteList
          notes={content.notes}
          criteria={criteria}
          change={(notes) => edit({ notes })}
          jump={jump}
          leave={leave}
        />
        <p>
          <Button size="sm" variant="default" onClick={() => addNote(players.place())}>
            {t("Anotar")} <kbd>N</kbd>
          </Button>
        </p>
        <Comment {...props} conflicts={conflicts} />
        {props.children}
      </section>
      {help && <KeysDialog on={keys} setOn={setKeys} close={() => setHelp(false)} />}
    </div>
  );
}

function Comment({ content, conflicts, edit, resolveComment }: WorkspaceProps & { conflicts: Conflicts }) {
  return (
    <>
      <Textarea
        label={t("Comentario")}
        description={t("Lo lee el asesor con la evaluación firmada.")}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={8000}
        value={content.comment}
        onChange={(event) => edit({ comment: event.currentTarget.value })}
      />
      {conflicts.comment !== null && (
        <div className={css.conflict} role="alert">
          <p>{t("En otra ventana el comentario quedó así: {comment}", { comment: conflicts.comment || t("vacío") })}</p>
          <button type="button" onClick={() => resolveComment?.(false)}>
            {t("Dejar el mío")}
          </button>
          <button type="button" onClick={() => resolveComment?.(true)}>
            {t("Usar el otro")}
          </button>
        </div>
      )}
    </>
  );
}

const marksOf = ({ notes }: EvaluationContent, recording: string) =>
  notes.flatMap(({ key, second, text, recording: of }) =>
    of === recording && second !== null ? [{ key, second, text }] : [],
  );

/** Return the players of the stored recordings, and the one that the keyboard moves: the last that was on. */
function usePlayers({ story }: Evaluation) {
  const stored = story.recordings.filter(({ state }) => state === "stored");
  const ids = stored.map(({ id }) => id);
  const handles = usePlayerHandles(stored);
  const last = useRef<string | null>(null);
  const active = (): { id: string; player: PlayerHandle } | null => {
    const on = ids.find((id) => handles.get(id)?.current?.plays());
    const id = on ?? (last.current && ids.includes(last.current) ? last.current : ids[0]);
    const player = id === undefined ? null : handles.get(id)?.current;
    if (id === undefined || !player) return null;
    last.current = id;
    return { id, player };
  };
  /** Return where a note belongs now: the second that is heard, or the paragraph with the focus. */
  const place = (): Partial<DraftNote> => {
    const heard = active();
    const criterion = focusedCriterion();
    return heard
      ? { recording: heard.id, second: heard.player.second(), criterion }
      : { paragraph: focusedParagraph(), criterion };
  };
  return { handles, active, place };
}
type Players = ReturnType<typeof usePlayers>;

/** Return what makes a note, goes to its place, and returns to its criterion. */
function useNotes(
  { form }: Evaluation,
  { notes }: EvaluationContent,
  edit: WorkspaceProps["edit"],
  { handles }: Players,
) {
  const addNote = (place: Partial<DraftNote>) => {
    const key = crypto.randomUUID();
    const note = { key, text: "", recording: null, second: null, paragraph: null, criterion: null, ...place };
    edit({ notes: [...notes, note] });
    focusDrawn(noteElement(key));
  };
  const jump = ({ recording, second, paragraph }: DraftNote) => {
    if (recording !== null && second !== null) handles.get(recording)?.current?.jump(second);
    if (paragraph !== null) focusDrawn(paragraphElement(paragraph));
  };
  const leave = ({ criterion }: DraftNote) => focusDrawn(criterionElement(criterion ?? criteriaOf(form)[0]?.id ?? ""));
  return { addNote, jump, leave };
}

/** Focus an element: at once, so that the next key finds it there, or when React has drawn it. */
function focusDrawn(id: string): void {
  const focus = () => {
    const element = document.getElementById(id);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest" });
    return element !== null;
  };
  if (!focus()) requestAnimationFrame(focus);
}

interface KeyTargets {
  evaluation: Evaluation;
  content: EvaluationContent;
  answer: (criterion: string, chosen: EvaluationAnswer) => void;
  players: Players;
  addNote: (place: Partial<DraftNote>) => void;
  setHelp: (shown: boolean) => void;
}

function act(pressed: KeyAct, { evaluation, content, answer, players, addNote, setHelp }: KeyTargets): void {
  const criteria = criteriaOf(evaluation.form);
  const ids = criteria.map(({ id }) => id);
  const move = (step: 1 | -1) => {
    const to = criterionAfter(ids, focusedCriterion(), step, (id) => id in content.answers);
    if (to) focusDrawn(criterionElement(to));
  };
  const player = players.active()?.player;
  switch (pressed.act) {
    case "toggle":
      return player?.toggle();
    case "skip":
      return player?.skip(pressed.seconds);
    case "speed":
      return player?.changeSpeed(pressed.step);
    case "note":
      return addNote(players.place());
    case "move":
      return move(pressed.step);
    case "help":
      return setHelp(true);
    case "answer": {
      const id = focusedCriterion() ?? criterionAfter(ids, null, 1, (each) => each in content.answers);
      const criterion = criteria.find((each) => each.id === id);
      if (!criterion) return;
      if (pressed.answer === "not_applicable" && !criterion.not_applicable)
        return announce(t("«{name}» no admite «no aplica».", { name: criterion.name }));
      answer(criterion.id, pressed.answer);
      const next = criterionAfter(ids, criterion.id, 1, () => false);
      if (next) focusDrawn(criterionElement(next));
    }
  }
}

function KeysDialog({ on, setOn, close }: { on: boolean; setOn: (on: boolean) => void; close: () => void }) {
  return (
    <Dialog title={t("Atajos de la evaluación")} onClose={close}>
      <dl className={css.keys}>
        {KEYS.map(({ label, does }) => (
          <div key={label}>
            <dt>
              <kbd>{label}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        data-first
        label={t("Usar estos atajos en este navegador")}
        checked={on}
        onChange={(event) => setOn(event.currentTarget.checked)}
      />
      <p className="quiet small">
        {t("No actúan mientras escribe. «No aplica» vale solo en los criterios que lo admiten.")}
      </p>
    </Dialog>
  );
}
