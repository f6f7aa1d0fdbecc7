/** A number of a table with a bar for its size, beside its figures. */
import css from "./charts.module.css";

export function BarCell({ value, most, children }: { value: number; most: number; children: React.ReactNode }) {
  const share = most > 0 ? Math.min(100, (100 * value) / most) : 0;
  return (
    <span className={css.barCell}>
      <span>{children}</span>
      <span className={css.bar} aria-hidden="true">
        <i style={{ width: `${share}%` }} />
      </span>
    </span>
  );
}
