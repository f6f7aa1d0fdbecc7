/** Says to those who hear the screen what those who see it notice by themselves. */
import { useSyncExternalStore } from "react";

let said = "";
const listeners = new Set<() => void>();

export function announce(words: string): void {
  said = words;
  listeners.forEach((listener) => listener());
}

export function Announcer() {
  const words = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return <div className="unseen" role="status" aria-live="assertive">{words}</div>;
}
