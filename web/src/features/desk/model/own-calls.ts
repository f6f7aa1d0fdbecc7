/** The advisor's own calls that still need a disposition. Pure. */
import type { OwnCall, OwnCalls } from "../../../api/types";

/**
 * Return the ended calls without a disposition, the newest first.
 *
 * @param currentCall the advisor's current call, whose form is already open
 */
export const callsWithoutDisposition = ({ calls, earlier }: OwnCalls, currentCall: string | null): OwnCall[] =>
  [...calls, ...earlier].filter((call) => call.kind === null && call.ended_at !== null && call.id !== currentCall);
