/** What the user has typed and not sent, stored in this tab by name: it survives a reload and an expired session. */

/** Storage of this tab, which survives a reload. */
export interface LocalStore {
  read(name: string): string | null;
  write(name: string, text: string): void;
  remove(name: string): void;
}
const storageKey = (name: string): string => `atencion.draft.${name}`;
export const localStore: LocalStore = {
  read: (name) => sessionStorage.getItem(storageKey(name)),
  write: (name, text) => sessionStorage.setItem(storageKey(name), text),
  remove: (name) => sessionStorage.removeItem(storageKey(name)),
};

const draftNames = (): string[] => Object.keys(sessionStorage).filter((name) => name.startsWith(storageKey("")));

/** Return whether this tab has drafts: of a session that ended without a sign-out. */
export const hasLocalDrafts = (): boolean => draftNames().length > 0;

/** Delete all drafts at the end of a session, so that the next user of this browser finds none. */
export function clearLocalDrafts(): void {
  for (const name of draftNames()) sessionStorage.removeItem(name);
}

const OWNER_KEY = "atencion.draft-owner";

/** Make the drafts of this tab those of a user who signs in; another user's are deleted. */
export function claimLocalDrafts(user: string): void {
  const owner = sessionStorage.getItem(OWNER_KEY);
  if (owner !== null && owner !== user) clearLocalDrafts();
  sessionStorage.setItem(OWNER_KEY, user);
}
