/** A live region that announces to screen-reader users what sighted users see change. */
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
