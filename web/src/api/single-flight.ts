/**
 * A form's wish goes out once: pressed again before its answer, it changes nothing. A button that shows that it is busy
 * does so only with the next paint, and a double click is quicker.
 */
import type { MutateOptions, UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";

export type MutateFunction<Data, Sent> = (sent: Sent, told?: MutateOptions<Data, Error, Sent>) => void;

/** What sends, but nothing while what it sent is on its way. */
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
