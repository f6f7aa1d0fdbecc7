/** The field that a person wants to see, in an editor that shows one entry at a time. */
import { useState } from "react";
import type { Path } from "./values";

/** Call ``reveal`` once for each target, before the editor is drawn: it chooses the entry that holds the field. */
export function useTarget(target: Path | null | undefined, reveal: (target: Path) => void): void {
  const [shown, setShown] = useState<Path | null>(null);
  if (!target || target === shown) return;
  setShown(target);
  reveal(target);
}
