/**
 * The draft of a filing: stored in this tab until it is filed or the session ends, with the key that files it once.
 * Files cannot be stored; the user chooses them again after a reload.
 */
import { localStore } from "../../tickets/model/use-draft";
import { EMPTY_FILING, type FilingForm } from "./filing-form";

const NAME = "radicar";

export interface FilingDraft {
  key: string;
  form: FilingForm;
}

const newDraft = (): FilingDraft => ({ key: `radicar-${crypto.randomUUID()}`.slice(0, 64), form: EMPTY_FILING });

export function loadFilingDraft(): FilingDraft {
  try {
    const stored = JSON.parse(localStore.read(NAME) ?? "null") as FilingDraft | null;
    return stored?.key ? { key: stored.key, form: { ...EMPTY_FILING, ...stored.form } } : newDraft();
  } catch {
    return newDraft(); // invalid JSON: an empty form is safe
  }
}

export const saveFilingDraft = (draft: FilingDraft): void => localStore.write(NAME, JSON.stringify(draft));

/** Delete the draft of a filed petition, and return an empty one with its own key. */
export function startFiling(): FilingDraft {
  localStore.remove(NAME);
  return newDraft();
}
