/**
 * A form's wish goes out once: pressed again before its answer, it changes nothing. A button that shows that it is busy
 * does so only with the next paint, and a double click is quicker.
 */
import type { MutateOptions, UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";

export type Send<Data, Sent> = (sent: Sent, told?: MutateOptions<Data, Error, Sent>) => void;

/** What sends, but nothing while what it sent is on its way. */
export function once<Data, Sent>(mutate: Send<Data, Sent>): Send<Data, Sent> {
  let away = false;
  return (sent, told = {}) => {
    if (away) return;
    away = true;
    mutate(sent, {
      ...told,
      onSettled: (...answer) => {
        away = false;
        told.onSettled?.(...answer);
      },
    });
  };
}

export function useOnce<Data, Sent>(mutation: UseMutationResult<Data, Error, Sent>) {
  const [mutate] = useState(() => once<Data, Sent>(mutation.mutate));
  return { ...mutation, mutate };
}
