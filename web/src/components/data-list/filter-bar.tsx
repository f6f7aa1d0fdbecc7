/** The filters of a list: the primary ones in a row, the others below «Más filtros», and a chip for each that is set. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import css from "./data-list.module.css";
import { activeFilters, type FilterSpec, type ListState, withFilters } from "./list-state";
import { t } from "../../i18n/translate";

interface FilterBarProps {
  specs: readonly FilterSpec[];
  filters: ListState["filters"];
  onChange: (filters: ListState["filters"]) => void;
}

export function FilterBar({ specs, filters, onChange }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  const more = useId();
  const primary = specs.filter((each) => each.primary);
  const others = specs.filter((each) => !each.primary);
  const active = activeFilters(filters, specs);
  const set = (name: string, value: string) => onChange(withFilters(filters, { [name]: value }));
  return (
    <div className={css.filters} role="group" aria-label={t("Filtros")}>
      <div className={css.row}>
        {primary.map((each) => (
          <Filter key={each.name} spec={each} value={filters[each.name] ?? ""} set={set} />
        ))}
        {others.length > 0 && (
          <Button variant="default" size="sm" aria-expanded={open} aria-controls={more} onClick={() => setOpen(!open)}>
            {open ? t("Menos filtros") : t("Más filtros")}
          </Button>
        )}
      </div>
      {open && (
        <div id={more} className={css.more}>
          {others.map((each) => (
            <Filter key={each.name} spec={each} value={filters[each.name] ?? ""} set={set} labelled />
          ))}
        </div>
      )}
      {active.length > 0 && (
        <ul className={css.chips} aria-label={t("Filtros puestos")}>
          {active.map(({ name, label }) => (
            <li key={name}>
              <button type="button" className={css.chip} onClick={() => set(name, "")}>
                {label} <span aria-hidden="true">✕</span>
                <span className="unseen">{t(": quitar el filtro")}</span>
              </button>
            </li>
          ))}
          {active.length > 1 && (
            <li>
              <Button variant="subtle" size="compact-sm" onClick={() => onChange({})}>
                {t("Quitar todos los filtros")}
              </Button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

interface FilterProps {
  spec: FilterSpec;
  value: string;
  set: (name: string, value: string) => void;
  /** Whether the label is above the field; else the first choice names it. */
  labelled?: boolean;
}

function Filter({ spec, value, set, labelled }: FilterProps) {
  const name = labelled ? { label: spec.label } : { "aria-label": spec.label };
  if (spec.kind === "flag")
    return (
      <Checkbox
        className={css.flag}
        size="sm"
        label={spec.label}
        checked={value === "true"}
        onChange={(event) => set(spec.name, event.currentTarget.checked ? "true" : "")}
      />
    );
  if (spec.kind === "select")
    return (
      <NativeSelect
        {...name}
        className={css.filter}
        size="sm"
        data={[
          { value: "", label: labelled ? t("Cualquiera") : t("{label}: cualquiera", { label: spec.label }) },
          ...withCurrent(spec, value),
        ]}
        value={value}
        onChange={(event) => set(spec.name, event.currentTarget.value)}
      />
    );
  return <TypedFilter key={value} name={name} spec={spec} value={value} set={set} />;
}

/** Return the choices, and the current value if a link brought one that is not among them. */
const withCurrent = ({ choices = [] }: FilterSpec, value: string) =>
  value && !choices.some((each) => each.value === value) ? [...choices, { value, label: value }] : [...choices];

/** A typed value is applied when it is complete: a date is valid while its year is still being typed. */
function TypedFilter({ spec, value, set, name }: FilterProps & { name: { label: string } | { "aria-label": string } }) {
  const [text, setText] = useState(value);
  const apply = () => {
    if (text !== value) set(spec.name, text);
  };
  return (
    <TextInput
      {...name}
      className={css.filter}
      size="sm"
      type={spec.kind === "day" ? "date" : spec.kind === "text" ? "text" : "number"}
      {...(spec.kind === "text" ? { placeholder: spec.label, maxLength: 80, autoComplete: "off" } : {})}
      {...(spec.kind === "seconds"
        ? { min: 0, max: 86_400, inputMode: "numeric" as const, placeholder: t("segundos") }
        : {})}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
    />
  );
}
