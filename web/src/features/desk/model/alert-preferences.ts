/**
 * How this browser alerts about a ringing call: a sound, and a notification while another window is in front. The
 * choice is stored in the browser, because it applies to this device.
 */
export interface AlertPreferences {
  sound: boolean;
  /** Whether the user was asked about notifications, whatever the answer. */
  asked: boolean;
}

const STORAGE_KEY = "atencion.alerts";
const DEFAULT_PREFERENCES: AlertPreferences = { sound: true, asked: false };
const listeners = new Set<() => void>();
let current: AlertPreferences | null = null;

/** Parse the preferences that the browser stored; invalid text gives the default. */
export function parsePreferences(text: string | null): AlertPreferences {
  try {
    const kept = JSON.parse(text ?? "{}") as Partial<AlertPreferences> | null;
    return { sound: kept?.sound !== false, asked: kept?.asked === true };
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

export const alertPreferences = (): AlertPreferences =>
  (current ??= parsePreferences(localStorage.getItem(STORAGE_KEY)));

export function setAlertPreferences(change: Partial<AlertPreferences>): void {
  current = { ...alertPreferences(), ...change };
  localStorage.setItem(STORAGE_KEY, JSON.stringify(current));
  listeners.forEach((listener) => listener());
}

export function onAlertPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export type NotificationState = NotificationPermission | "unsupported";
export const notificationState = (): NotificationState =>
  "Notification" in globalThis ? Notification.permission : "unsupported";

/** Ask the browser for notification permission. The browser asks the user only once and then remembers the answer. */
export async function requestNotificationPermission(): Promise<NotificationState> {
  const answer = notificationState() === "default" ? await Notification.requestPermission() : notificationState();
  setAlertPreferences({ asked: true });
  return answer;
}
