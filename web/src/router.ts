/** The current path and navigation. A dozen screens need no router library. */
import { useSyncExternalStore } from "react";
import { addressOf, screenPath } from "./practice-mode";

const listeners = new Set<() => void>();
const notifyListeners = () => listeners.forEach((listener) => listener());
addEventListener("popstate", notifyListeners);
addEventListener("hashchange", notifyListeners);

export function navigate(path: string, { replace = false } = {}): void {
  const address = addressOf(path);
  if (address !== location.pathname + location.search) {
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }
  notifyListeners();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Return the path of this screen now. */
export const currentPath = (): string => screenPath(location.pathname);
export const usePath = (): string => useSyncExternalStore(subscribe, currentPath);
export const useQueryString = (): string => useSyncExternalStore(subscribe, () => location.search);
/** Return the part of the address behind «#», without it. */
export const useFragment = (): string => useSyncExternalStore(subscribe, () => location.hash.slice(1));
