/** Reading again what a mutation may have changed. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { ApiProblem } from "./problem";

/**
 * Return an `onSettled` that reads the queries again, and lets the mutation last until they are there.
 *
 * After a failure of the network it does not wait: each reading is tried for seven seconds, and the user would learn
 * only then that the network is gone.
 */
export const renewQueries =
  (queryKey: QueryKey) =>
  (_data: unknown, error: Error | null, _sent: unknown, _made: unknown, { client }: { client: QueryClient }) => {
    const renewal = client.invalidateQueries({ queryKey });
    return error instanceof ApiProblem && error.retryable ? undefined : renewal;
  };
