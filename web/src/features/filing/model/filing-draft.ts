/**
 * The draft of a filing: stored in this tab until it is filed or its user signs out, with the key that files it once.
 * Files cannot be stored; after a reload the user chooses them again, and the draft knows their names.
 */
import { localStore } from "../../../local-drafts";
import { EMPTY_FILING, type FilingForm } from "./filing-form";

export interface FilingDraft {
  key: string;
  form: FilingForm;
  fileNames: readonly string[];
}

/** Each user has a draft of their own: an expired session keeps it, and another user may sign in. */
const storeName = (user: string): string => `radicar.${user}`;

const newKey = (): string => `radicar-${crypto.randomUUID()}`.slice(0, 64);
const newDraft = (): FilingDraft => ({ key: newKey(), form: EMPTY_FILING, fileNames: [] });

export function loadFilingDraft(user: string): FilingDraft {
  try {
    const stored = JSON.parse(localStore.read(storeName(user)) ?? "null") as FilingDraft | null;
    return stored?.key
      ? { key: stored.key, form: { ...EMPTY_FILING, ...stored.form }, fileNames: stored.fileNames ?? [] }
      : newDraft();
  } catch {
    return newDraft(); // invalid JSON: an empty form is safe
  }
}

export const saveFilingDraft = (user: string, draft: FilingDraft): void =>
  localStore.write(storeName(user), JSON.stringify(draft));

/** Return the draft as another petition, with its own key. */
export const asAnother = (draft: FilingDraft): FilingDraft => ({ ...draft, key: newKey() });

/** Delete the draft of a filed petition, and return an empty one with its own key. */
export function startFiling(user: string): FilingDraft {
  localStore.remove(storeName(user));
  return newDraft();
}
