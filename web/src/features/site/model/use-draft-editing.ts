/** The edits of one person in a draft: they are saved by themselves, on top of what others save. */
import { useEffect, useRef, useState } from "react";
import { type SiteConflict, type SiteDraft, siteConflicts, useChangeDraft } from "../../../api/site";
import type { Document } from "../editor-props";
import type { Path } from "./document";
import { valueAt } from "./document";
import {
  type Change,
  type Editing,
  onTopOf,
  openEditing,
  pendingChanges,
  settled,
  type Side,
  withEdit,
} from "./editing";

/** How long after the last key a change is sent. */
const SAVE_AFTER_MS = 1_200;
const MOST_UNDO = 100;

export interface DraftEditing {
  document: Document;
  /** Whether there are changes that the server does not have. */
  pending: boolean;
  saving: boolean;
  error: Error | null;
  /** The fields that another person changed at the same time. */
  conflicts: readonly SiteConflict[];
  change: (path: string[], after: unknown) => void;
  /** Take the last change back; null if there is none. */
  undo: (() => void) | null;
  save: () => void;
  settle: (sides: readonly Side[]) => void;
}

export function useDraftEditing(draft: SiteDraft): DraftEditing {
  const [editing, setEditing] = useState(() => openEditing(draft.document));
  const [known, setKnown] = useState(draft.revision);
  const [conflicts, setConflicts] = useState<readonly SiteConflict[]>([]);
  const [history, setHistory] = useState<readonly Change[]>([]);
  const request = useChangeDraft(draft.id);
  if (known !== draft.revision) {
    setKnown(draft.revision);
    setEditing(onTopOf(editing, draft.document));
  }
  const changes = pendingChanges(editing);
  const pending = changes.length > 0;
  const blocked = conflicts.length > 0 || request.error !== null;
  const save = () =>
    request.mutate(changes, {
      onError: (error) => setConflicts(siteConflicts(error)),
    });
  useSavingLater(editing, pending && !blocked && !request.isPending, save);
  useWarningBeforeLeaving(pending);
  const put = (path: Path, after: unknown) => {
    setEditing((before) => withEdit(before, path, after));
    if (request.error && conflicts.length === 0) request.reset();
  };
  return {
    document: editing.mine,
    pending,
    saving: request.isPending,
    error: conflicts.length > 0 ? null : request.error,
    conflicts,
    save,
    change: (path, after) => {
      setHistory((before) => withStep(before, { path, before: valueAt(editing.mine, path), after }));
      put(path, after);
    },
    undo: undoOf(history, (last) => {
      setHistory((before) => before.slice(0, -1));
      put(last.path, last.before);
    }),
    settle: (sides) => {
      setEditing((before) => settled(before, conflicts, sides));
      setConflicts([]);
      request.reset();
    },
  };
}

const undoOf = (history: readonly Change[], undo: (last: Change) => void): (() => void) | null => {
  const last = history.at(-1);
  return last ? () => undo(last) : null;
};

/** Return the history with one more change; keys typed one after another in a field are one change. */
function withStep(history: readonly Change[], step: Change): Change[] {
  const last = history.at(-1);
  const joins = last && typeof step.after === "string" && last.path.join("/") === step.path.join("/");
  return joins ? [...history.slice(0, -1), { ...step, before: last.before }] : [...history, step].slice(-MOST_UNDO);
}

/** Save a while after the last edit, and at once when the person leaves the screen. */
function useSavingLater(editing: Editing, due: boolean, save: () => void): void {
  const latest = useRef({ due, save });
  useEffect(() => {
    latest.current = { due, save };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each edit begins the wait again
  useEffect(() => {
    if (!due) return;
    const timer = setTimeout(() => latest.current.save(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [editing, due]);
  useEffect(
    () => () => {
      if (latest.current.due) latest.current.save();
    },
    [],
  );
}

function useWarningBeforeLeaving(pending: boolean): void {
  useEffect(() => {
    if (!pending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [pending]);
}
