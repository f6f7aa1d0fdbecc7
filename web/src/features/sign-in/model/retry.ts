/** When a sign-in that found the server busy is tried again by itself. Pure. */
import type { ApiProblem } from "../../../api/problem";

export const MAX_RETRIES = 20;
const RETRY_JITTER_MS = 1_000;

/** Milliseconds until the same may be tried again; people refused in one moment do not come back in one moment.
 * @param chance from 0 to 1 */
export function retryDelayMs(problem: ApiProblem | null, chance: number): number {
  if (!problem) return 0;
  if (!problem.retryable) return (problem.retryAfterS ?? 0) * 1_000;
  return (problem.retryAfterS ?? 1) * 1_000 + chance * RETRY_JITTER_MS;
}

/** Whether the screen tries again: nothing that the person typed was wrong, and it has not tried for too long. */
export const shouldRetry = (problem: ApiProblem | null, retries: number): boolean =>
  (problem?.retryable ?? false) && retries < MAX_RETRIES;
