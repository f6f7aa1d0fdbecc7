/** Says to those who hear the screen what those who see it notice by themselves. */
import { useSyncExternalStore } from "react";

let currentText = "";
const listeners = new Set<() => void>();

export function announce(text: string): void {
  currentText = text;
  listeners.forEach((listener) => listener());
}

export function Announcer() {
  const words = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => currentText,
  );
  return (
    <div className="unseen" role="status" aria-live="assertive">
      {words}
    </div>
  );
}
