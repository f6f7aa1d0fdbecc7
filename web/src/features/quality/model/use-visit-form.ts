/**
 * The form of a visit, saved as it is typed. What is typed is also kept in this tab: it survives a reload and a lost
 * network, and when another window has saved meanwhile, the person decides which of both stays.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { saveVisit, storeVisit, type Visit } from "../../../api/visits";
import { loadDialogDraft, saveDialogDraft } from "../../../dialog-draft";
import { sameForm, toVisitDraft, toVisitForm, type VisitForm } from "./visits";

export type SaveState = "saved" | "saving" | "waiting" | "refused";
const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 4_000;

export interface VisitFormControl {
  form: VisitForm;
  set: (change: Partial<VisitForm>) => void;
  state: SaveState;
  error: unknown;
  /** The newer visit of another window, until the person decides. */
  other: Visit | null;
  keepOwn: () => void;
  takeOther: () => void;
  /** The revision of what is saved; null while something is not. */
  revision: number | null;
}

interface KeptForm {
  form: VisitForm | null;
}

export function useVisitForm(visit: Visit, user: string): VisitFormControl {
  const client = useQueryClient();
  const name = `visita.${visit.id}.${user}`;
  const [form, setForm] = useState(() => loadDialogDraft<KeptForm>(name, { form: null })?.form ?? toVisitForm(visit));
  const [saved, setSaved] = useState({ form: toVisitForm(visit), revision: visit.revision });
  const [other, setOther] = useState<Visit | null>(null);
  const [error, setError] = useState<unknown>(null);
  const inFlight = useRef(false);
  const isSaved = sameForm(form, saved.form);

  useEffect(() => {
    if (isSaved || other) return;
    const wait = error ? RETRY_AFTER_MS : SAVE_AFTER_MS;
    const timer = setTimeout(() => {
      if (inFlight.current) return;
      inFlight.current = true;
      saveVisit(visit.id, toVisitDraft(form, saved.revision))
        .then(({ revision }) => {
          setSaved({ form, revision });
          setError(null);
        })
        .catch((problem: unknown) => {
          const newer = problem instanceof ApiProblem && problem.code === "visit_changed" ? problem.body.visit : null;
          if (newer) setOther(newer as unknown as Visit);
          else setError(problem);
        })
        .finally(() => {
          inFlight.current = false;
        });
    }, wait);
    return () => clearTimeout(timer);
  }, [visit.id, form, saved, other, error, isSaved]);

  useEffect(() => {
    if (isSaved) saveDialogDraft(name, null);
  }, [isSaved, name]);

  const set = (change: Partial<VisitForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    saveDialogDraft(name, { form: next });
    if (error instanceof ApiProblem && !error.retryable) setError(null);
  };
  const retryable = !(error instanceof ApiProblem) || error.retryable;
  return {
    form,
    set,
    state: isSaved ? "saved" : !error ? "saving" : retryable ? "waiting" : "refused",
    error,
    other,
    keepOwn: () => {
      if (other) setSaved({ form: toVisitForm(other), revision: other.revision });
      setOther(null);
    },
    takeOther: () => {
      if (!other) return;
      void storeVisit(client, other);
      setForm(toVisitForm(other));
      setSaved({ form: toVisitForm(other), revision: other.revision });
      setOther(null);
    },
    revision: isSaved && !other ? saved.revision : null,
  };
}
