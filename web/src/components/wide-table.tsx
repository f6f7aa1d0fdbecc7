/** A table that may be wider than its place: it says how many columns are hidden, and moves to them. */
import { type ReactNode, useCallback, useLayoutEffect, useRef, useState } from "react";
import { countPhrase } from "../formats";
import css from "./wide-table.module.css";
import { t } from "../i18n/translate";

export interface Extent {
  start: number;
  end: number;
}
export interface HiddenColumns {
  before: number;
  after: number;
}

/** Return how many columns are not wholly visible, before and after the visible part. Pure. */
export function hiddenColumns(columns: readonly Extent[], visible: Extent): HiddenColumns {
  const slack = 1; // browsers round scroll positions
  return {
    before: columns.filter(({ start }) => start < visible.start - slack).length,
    after: columns.filter(({ start, end }) => start >= visible.start - slack && end > visible.end + slack).length,
  };
}

export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState<HiddenColumns>({ before: 0, after: 0 });
  const measure = useCallback(() => {
    const place = frame.current;
    if (!place) return;
    const headings = [...place.querySelectorAll<HTMLElement>("thead th")];
    const extents = headings.map(({ offsetLeft, offsetWidth }) => ({
      start: offsetLeft,
      end: offsetLeft + offsetWidth,
    }));
    const found = hiddenColumns(extents, { start: place.scrollLeft, end: place.scrollLeft + place.clientWidth });
    setHidden((before) => (before.before === found.before && before.after === found.after ? before : found));
  }, []);
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, [measure]);
  const move = (sign: 1 | -1) => frame.current?.scrollBy({ left: sign * frame.current.clientWidth * 0.8 });
  return (
    <div className={css.wide}>
      <div ref={frame} className={css.frame} tabIndex={0} role="region" aria-label={label} onScroll={measure}>
        {children}
      </div>
      {(hidden.before > 0 || hidden.after > 0) && (
        <p className={css.more}>
          <button type="button" disabled={hidden.before === 0} onClick={() => move(-1)}>
            ← {columnsPhrase(hidden.before, t("antes"))}
          </button>
          <button type="button" disabled={hidden.after === 0} onClick={() => move(1)}>
            {columnsPhrase(hidden.after, t("más"))} →
          </button>
        </p>
      )}
    </div>
  );
}

const columnsPhrase = (count: number, where: string): string => `${countPhrase(count, "columna", "columnas")} ${where}`;
