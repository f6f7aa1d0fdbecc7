/** Which of one's own calls are still to be typified. Pure. */
import type { OwnCall, OwnCalls } from "../../../api/types";

/**
 * The calls that ended without a disposition, the newest first.
 *
 * @param currentCall the call that the advisor has now: its form is open already
 */
export const callsWithoutDisposition = ({ calls, earlier }: OwnCalls, currentCall: string | null): OwnCall[] =>
  [...calls, ...earlier].filter((call) => call.kind === null && call.ended_at !== null && call.id !== currentCall);
