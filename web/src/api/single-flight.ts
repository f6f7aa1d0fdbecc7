/**
 * One request at a time for a form: a second submit before the answer does nothing. A button's loading state appears
 * only with the next paint, and a double click is faster.
 */
import type { MutateOptions, UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";

export type MutateFunction<Data, Sent> = (sent: Sent, options?: MutateOptions<Data, Error, Sent>) => void;

/** Wrap `mutate` so that it does nothing while its last request is in flight. */
export function singleFlight<Data, Sent>(mutate: MutateFunction<Data, Sent>): MutateFunction<Data, Sent> {
  let inFlight = false;
  return (sent, options = {}) => {
    if (inFlight) return;
    inFlight = true;
    mutate(sent, {
      ...options,
      onSettled: (...answer) => {
        inFlight = false;
        options.onSettled?.(...answer);
      },
    });
  };
}

export function useSingleFlight<Data, Sent>(mutation: UseMutationResult<Data, Error, Sent>) {
  const [mutate] = useState(() => singleFlight<Data, Sent>(mutation.mutate));
  return { ...mutation, mutate };
}
