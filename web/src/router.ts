/** The current path and navigation. A dozen screens need no router library. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const notifyListeners = () => listeners.forEach((listener) => listener());
addEventListener("popstate", notifyListeners);

export function navigate(path: string, { replace = false } = {}): void {
  if (path !== location.pathname + location.search) {
    if (replace) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
  }
  notifyListeners();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);
export const useQueryString = (): string => useSyncExternalStore(subscribe, () => location.search);
