/**
 * One request at a time for a form: a second submit before the answer does nothing. A button's loading state appears
 * only with the next paint, and a double click is faster.
 */
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";

export interface AnswerHandlers<Data, Sent> {
  onSuccess?: (data: Data, sent: Sent) => void;
  onError?: (error: Error, sent: Sent) => void;
  onSettled?: (data: Data | undefined, error: Error | null, sent: Sent) => void;
}
export type SubmitFunction<Data, Sent> = (sent: Sent, handlers?: AnswerHandlers<Data, Sent>) => void;

/**
 * Return a function that sends, calls the handlers with the answer, and does nothing while its last request is in
 * flight.
 *
 * TanStack Query does not call the handlers of `mutate` once the component is unmounted, and the data that a request
 * fetches again can remove its form before the request counts as settled. These handlers are always called.
 */
export function singleFlight<Data, Sent>(send: (sent: Sent) => Promise<Data>): SubmitFunction<Data, Sent> {
  let inFlight = false;
  return (sent, { onSuccess, onError, onSettled } = {}) => {
    if (inFlight) return;
    inFlight = true;
    send(sent)
      .finally(() => (inFlight = false))
      .then(
        (data) => {
          onSuccess?.(data, sent);
          onSettled?.(data, null, sent);
        },
        (error: Error) => {
          onError?.(error, sent);
          onSettled?.(undefined, error, sent);
        },
      );
  };
}

export function useSingleFlight<Data, Sent>(mutation: UseMutationResult<Data, Error, Sent>) {
  const [mutate] = useState(() => singleFlight<Data, Sent>(mutation.mutateAsync));
  return { ...mutation, mutate };
}
