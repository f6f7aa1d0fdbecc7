/** The half-filled form of a dialog, stored in this tab with the other drafts: after a reload the dialog is open again. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "./api/queries";
import { localStore } from "./local-drafts";

/** Return a stored form, with the fields that it lacks; null if the dialog was not open. */
export function loadDialogDraft<Form extends object>(name: string, empty: Form): Form | null {
  try {
    const stored: unknown = JSON.parse(localStore.read(name) ?? "null");
    return stored && typeof stored === "object" && !Array.isArray(stored) ? { ...empty, ...stored } : null;
  } catch {
    return null; // invalid JSON: a closed dialog is safe
  }
}

/** Store the form of an open dialog; null, when it closes, deletes it. */
export function saveDialogDraft(name: string, form: object | null): void {
  if (form) localStore.write(name, JSON.stringify(form));
  else localStore.remove(name);
}

/**
 * Return the form of a dialog, null while it is closed, and the function that sets it.
 *
 * Each user has their own: an expired session keeps it, and another user may sign in.
 *
 * @param dialog the name of the dialog on its screen
 */
export function useDialogDraft<Form extends object>(dialog: string, empty: Form) {
  const name = `${dialog}.${useQuery(accountQuery).data?.user ?? ""}`;
  const [form, setForm] = useState(() => loadDialogDraft(name, empty));
  const keep = (next: Form | null) => {
    setForm(next);
    saveDialogDraft(name, next);
  };
  return [form, keep] as const;
}
