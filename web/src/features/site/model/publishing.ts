/** When and why a draft is published. Pure. */
import type { DraftCheck, PublicationRequest } from "../../../api/site";

export interface PublicationForm {
  /** Whether it begins at a later moment. */
  later: boolean;
  /** YYYY-MM-DDTHH:MM in Colombian time, or empty. */
  moment: string;
  reason: string;
  triesReason: string;
}
export const NEW_PUBLICATION: PublicationForm = { later: false, moment: "", reason: "", triesReason: "" };

const SHORTEST_REASON = 3;
export const isReason = (text: string): boolean => text.trim().length >= SHORTEST_REASON;

/** Return whether nothing that only a change can solve stands against the publication. */
export const passesGate = ({ complaints, silent_prompts }: DraftCheck): boolean =>
  complaints.length === 0 && silent_prompts.length === 0;

export const canPublish = (form: PublicationForm, check: DraftCheck | undefined): boolean =>
  check !== undefined &&
  passesGate(check) &&
  isReason(form.reason) &&
  (!form.later || form.moment !== "") &&
  (check.failed_tries.length === 0 || isReason(form.triesReason));

export function publicationRequest(
  form: PublicationForm,
  check: DraftCheck | undefined,
  expected: number,
): PublicationRequest {
  return {
    reason: form.reason.trim(),
    expected,
    ...(form.later ? { effective_at: `${form.moment}:00-05:00` } : {}),
    ...(check?.failed_tries.length ? { tries_reason: form.triesReason.trim() } : {}),
  };
}
