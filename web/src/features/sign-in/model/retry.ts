/** When to retry a sign-in automatically because the server was busy. Pure. */
import type { ApiProblem } from "../../../api/problem";

export const MAX_RETRIES = 20;
const RETRY_JITTER_MS = 1_000;

/**
 * Return the milliseconds until the next attempt; a random part spreads clients that were refused at the same moment.
 * @param chance from 0 to 1
 */
export function retryDelayMs(problem: ApiProblem | null, chance: number): number {
  if (!problem) return 0;
  if (!problem.retryable) return (problem.retryAfterS ?? 0) * 1_000;
  return (problem.retryAfterS ?? 1) * 1_000 + chance * RETRY_JITTER_MS;
}

/** Return whether to retry: nothing that the user typed was wrong, and there are attempts left. */
export const shouldRetry = (problem: ApiProblem | null, retries: number): boolean =>
  (problem?.retryable ?? false) && retries < MAX_RETRIES;
