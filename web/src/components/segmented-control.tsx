/** A few choices side by side, one of which holds. */
interface Props<T extends string> {
  label: string;
  options: readonly (readonly [T, string])[];
  value: T | null;
  choose: (value: T) => void;
  className?: string;
}

export function Segments<T extends string>({ label, options, value, choose, className }: Props<T>) {
  return (
    <div className={className} role="group" aria-label={label}>
      {options.map(([each, name]) => (
        <button key={each} type="button" aria-pressed={each === value} onClick={() => choose(each)}>{name}</button>
      ))}
    </div>
  );
}
