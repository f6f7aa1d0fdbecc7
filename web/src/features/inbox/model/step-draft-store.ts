/**
 * The half-done step of a ticket, stored in this tab: it survives a reload, an expired session and another screen. It is
 * removed once the step is done, and with all drafts at the end of the session.
 */
import { localStore } from "../../../local-drafts";
import { hasTyped, NO_STEP, type StepDraft } from "./step-draft";

const draftName = (number: string): string => `paso.${number}`;

export function loadStepDraft(number: string): StepDraft {
  try {
    const stored = JSON.parse(localStore.read(draftName(number)) ?? "null") as StepDraft | null;
    return stored?.values ? { ...NO_STEP, ...stored, attempted: false } : NO_STEP;
  } catch {
    return NO_STEP; // invalid JSON: an empty form is safe
  }
}

/** Store the draft of a ticket; a draft in which nothing is typed is removed. */
export function saveStepDraft(number: string, draft: StepDraft): void {
  if (hasTyped(draft)) localStore.write(draftName(number), JSON.stringify(draft));
  else localStore.remove(draftName(number));
}
