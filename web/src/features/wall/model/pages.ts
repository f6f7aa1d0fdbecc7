/** The pages that a wall shows in turn: each panel once, or on several pages if its rows do not fit. Pure. */
import type { Panel, Wall } from "../../../api/displays";

export interface Page {
  panel: Panel;
  /** The rows of the page, by their position; the whole panel if it has no rows. */
  from: number;
  to: number;
}

const ROWS: Partial<Record<Panel, (wall: Wall) => number>> = {
  lines: ({ lines }) => lines.length,
  queues: ({ queues }) => queues.length,
  contingency: ({ contingency }) => contingency.length,
};

/**
 * Return the pages of a wall. Without a contingency message its panel is left out, unless it is the only one.
 *
 * @param most rows of a page
 */
export function pagesOf(wall: Wall, panels: readonly Panel[], most: number): Page[] {
  return panels.flatMap((panel) => {
    const rows = ROWS[panel]?.(wall) ?? 1;
    if (panel === "contingency" && rows === 0 && panels.length > 1) return [];
    const count = Math.max(1, Math.ceil(rows / most));
    const even = Math.ceil(rows / count);
    return Array.from({ length: count }, (_, page) => ({
      panel,
      from: page * even,
      to: Math.min(rows, (page + 1) * even),
    }));
  });
}
