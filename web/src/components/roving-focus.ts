/** A list with many items is one tab stop; the arrow keys move between its items. */
import type { KeyboardEvent } from "react";

const ARROW_STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export function moveRovingFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = ARROW_STEPS[event.key];
  const tiles = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button[data-tile]")];
  if (!step || tiles.length === 0) return;
  event.preventDefault();
  const now = tiles.indexOf(document.activeElement as HTMLButtonElement);
  tiles[now < 0 ? 0 : Math.min(Math.max(now + step, 0), tiles.length - 1)]?.focus();
}
