/**
 * How this browser tells of a call that rings: a sound, and a notification while another window is in front. The choice
 * is kept in the browser, for it is the browser that makes the noise.
 */
export interface Alerts {
  sound: boolean;
  /** Whether the person was asked for notifications, whatever they answered. */
  asked: boolean;
}

const NAME = "atencion.alerts";
const DEFAULT: Alerts = { sound: true, asked: false };
const listeners = new Set<() => void>();
let current: Alerts | null = null;

/** Read what was chosen from the text that a browser kept; anything else is the default. */
export function parse(text: string | null): Alerts {
  try {
    const kept = JSON.parse(text ?? "{}") as Partial<Alerts> | null;
    return { sound: kept?.sound !== false, asked: kept?.asked === true };
  } catch {
    return DEFAULT;
  }
}

export const alerts = (): Alerts => (current ??= parse(localStorage.getItem(NAME)));

export function chooseAlerts(change: Partial<Alerts>): void {
  current = { ...alerts(), ...change };
  localStorage.setItem(NAME, JSON.stringify(current));
  listeners.forEach((listener) => listener());
}

export function onAlerts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export type Permission = NotificationPermission | "unsupported";
export const permission = (): Permission => ("Notification" in globalThis ? Notification.permission : "unsupported");

/** Ask the browser for notifications; it asks the person only once, and answers by itself ever after. */
export async function askForNotifications(): Promise<Permission> {
  const answer = permission() === "default" ? await Notification.requestPermission() : permission();
  chooseAlerts({ asked: true });
  return answer;
}
