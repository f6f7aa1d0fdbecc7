/**
 * How this browser tells of a call that rings: a sound, and a notification while another window is in front. The choice
 * is kept in the browser, for it is the browser that makes the noise.
 */
export interface AlertPreferences {
  sound: boolean;
  /** Whether the person was asked for notifications, whatever they answered. */
  asked: boolean;
}

const STORAGE_KEY = "atencion.alerts";
const DEFAULT_PREFERENCES: AlertPreferences = { sound: true, asked: false };
const listeners = new Set<() => void>();
let current: AlertPreferences | null = null;

/** Read what was chosen from the text that a browser kept; anything else is the default. */
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

/** Ask the browser for notifications; it asks the person only once, and answers by itself ever after. */
export async function requestNotificationPermission(): Promise<NotificationState> {
  const answer = notificationState() === "default" ? await Notification.requestPermission() : notificationState();
  setAlertPreferences({ asked: true });
  return answer;
}
