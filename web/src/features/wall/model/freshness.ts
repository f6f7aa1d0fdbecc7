/**
 * Whether the figures of a wall may be shown as those of now. A state machine over the answers of the server and the
 * time: an old figure is never shown as new, and the figures of a revoked display are forgotten. Pure.
 */
import type { Wall } from "../../../api/displays";

/** Figures that are older than this, three missed readings, are grey. */
export const FRESH_MS = 6_000;

export type WallState =
  | { kind: "opening"; failed: boolean }
  | { kind: "unpaired" }
  | { kind: "revoked" }
  | { kind: "reading"; wall: Wall; readAt: number };

export type Answer = { kind: "read"; wall: Wall } | { kind: "refused" } | { kind: "failed" };

/** @param now milliseconds of the local clock */
export function nextState(state: WallState, answer: Answer, now: number): WallState {
  if (answer.kind === "read") return { kind: "reading", wall: answer.wall, readAt: now };
  if (answer.kind === "refused") return state.kind === "opening" ? { kind: "unpaired" } : ended(state);
  return state.kind === "opening" ? { kind: "opening", failed: true } : state;
}

const ended = (state: WallState): WallState => (state.kind === "unpaired" ? state : { kind: "revoked" });

/** Return since when there is no connection, in milliseconds of the local clock; null while the figures are of now. */
export function silentSince(state: WallState, now: number): number | null {
  if (state.kind !== "reading") return null;
  const age = now - state.readAt;
  // A clock that was set back says nothing about the age.
  return age >= 0 && age < FRESH_MS ? null : state.readAt;
}

/** Return whether a page of the server still starts this script; after an upgrade it starts another one. */
export const isCurrentPage = (page: string, script: string): boolean => page.includes(`"${script}"`);
