/** The draft of an evaluation for the screen: an EvaluationDraft with the browser's storage and HTTP. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type Evaluation, saveEvaluation } from "../../../api/evaluations";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { localStore } from "../../../local-drafts";
import { EvaluationDraft, type SaveResult, type Schedule, type StoredRevision } from "./evaluation-draft";

const schedule: Schedule = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

/** Save a revision; an answer that no repetition would change is a result and no error. */
async function save(id: string, content: StoredRevision): Promise<SaveResult> {
  try {
    return { kind: "saved", revision: (await saveEvaluation(id, content)).revision };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.retryable || error.status >= 500) throw error;
    if (error.status === 401) return { kind: "signed_out" };
    if (error.code === "evaluation_changed" && error.body.evaluation)
      return { kind: "changed", newer: error.body.evaluation as unknown as StoredRevision };
    const faults = error.fieldErrors.map(({ detail }) => detail);
    return { kind: "refused", sentence: [error.message, ...faults].join(" ") };
  }
}

/**
 * Return the draft with its current view.
 *
 * @param evaluation as it was read first; later readings do not replace what is typed
 */
export function useEvaluationDraft(evaluation: Evaluation) {
  const client = useQueryClient();
  const listeners = useRef(new Set<() => void>());
  const [first] = useState(evaluation);
  const draft = useMemo(
    () =>
      new EvaluationDraft(
        first.id,
        first,
        {
          localStore,
          schedule,
          save: async (content) => {
            const result = await save(first.id, content);
            if (result.kind === "signed_out")
              void client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true });
            return result;
          },
        },
        () => listeners.current.forEach((listener) => listener()),
      ),
    [first, client],
  );
  useEffect(() => () => draft.close(), [draft]);
  const view = useSyncExternalStore(
    (listener) => {
      listeners.current.add(listener);
      return () => listeners.current.delete(listener);
    },
    () => draft.view,
  );
  return { draft, view };
}
