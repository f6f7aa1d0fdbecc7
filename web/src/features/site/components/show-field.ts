/** The way of the focus to the field of a path; each field has its path in ``data-path``. */
import { type Path, pathKey } from "../model/document";

const FOCUSABLE = "input, textarea, select, button, summary";

/** Take the focus to the field of a path, or to the nearest part that holds it, and else to the heading above. */
export function showField(place: HTMLElement, target: Path): void {
  const found = fieldOf(place, target);
  const heading = place.querySelector<HTMLElement>("h2[tabindex]");
  (found ?? heading)?.scrollIntoView({ block: "center" });
  const focusable = found && focusableOf(found);
  (focusable ?? heading)?.focus({ preventScroll: true });
}

/** A complaint about an entry stands above its fields, so the first of them counts as its field. */
function fieldOf(place: HTMLElement, target: Path): HTMLElement | null {
  for (let length = target.length; length > 1; length -= 1) {
    const key = CSS.escape(pathKey(target.slice(0, length)));
    const found = place.querySelector<HTMLElement>(`[data-path="${key}"]`);
    if (found) return found;
    const inside = place.querySelector<HTMLElement>(`[data-path^="${key}\\/"]`);
    if (inside) return inside;
  }
  return null;
}

function focusableOf(found: HTMLElement): HTMLElement | null {
  const all = [...(found.matches(FOCUSABLE) ? [found] : []), ...found.querySelectorAll<HTMLElement>(FOCUSABLE)];
  return all.find((each) => !each.matches(":disabled")) ?? null;
}
