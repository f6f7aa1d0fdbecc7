/** The topic of a call: kind, theme and subtheme in one field, found by typing any part, best match first. */
import type { ComboboxItem, ComboboxParsedItem } from "@mantine/core";
import { OptionSelect } from "../../../components/option-select";
import { type ReactNode, useMemo } from "react";
import type { Typology } from "../../../api/types";
import { useLegalTerm } from "../../../api/customers";
import { type Leaf, typologyLeaves, rankLeaves } from "../model/typology";
import css from "../../desk/ui/desk.module.css";
import { rich, t } from "../../../i18n/translate";

interface TopicSelectProps {
  typology: Typology | undefined;
  value: string;
  /** Defaults to the label for a call. */
  label?: string;
  /** The id of the input. */
  id?: string;
  /** Replaces the legal kind and term of the topic below the field. */
  meaning?: ReactNode;
  size?: "sm" | "md";
  required?: boolean;
  error: string | undefined;
  onChange: (value: string) => void;
}

const MAX_OPTIONS = 60;

export function TopicSelect({
  typology,
  value,
  label = t("Tipificación"),
  id = "tipificacion",
  meaning,
  size = "md",
  required = false,
  error,
  onChange,
}: TopicSelectProps) {
  const leaves = useMemo(() => typologyLeaves(typology), [typology]);
  const byValue = useMemo(() => new Map(leaves.map((leaf) => [leaf.value, leaf])), [leaves]);
  const data = useMemo(() => groupLeaves(leaves), [leaves]);
  const leaf = byValue.get(value);
  /** Return all options while the field shows the selected one; otherwise the matching ones, best first. */
  const found = (options: ComboboxParsedItem[], search: string): ComboboxParsedItem[] => {
    if (!search.trim() || leaves.some((each) => each.label === search)) return options;
    return rankLeaves(leaves, search).map((each): ComboboxItem => ({ value: each.value, label: each.label }));
  };
  return (
    <OptionSelect
      id={id}
      label={label}
      description={meaning ?? <TopicMeaning leaf={leaf} />}
      size={size}
      required={required}
      placeholder={t("Tipo, tema y subtema")}
      data={data}
      value={leaf ? value : null}
      onChange={(next) => onChange(next ?? "")}
      error={error}
      searchable
      clearable
      openOnFocus={false}
      selectFirstOptionOnChange
      selectFirstOptionOnDropdownOpen={!value}
      filter={({ options, search }) => found(options, search)}
      limit={MAX_OPTIONS}
      nothingFoundMessage={t("Ningún tema tiene esas palabras. Pruebe con otra.")}
      maxDropdownHeight={340}
      renderOption={({ option }) => <TopicOption leaf={byValue.get(option.value)} />}
      clearButtonProps={{ "aria-label": t("Quitar la tipificación"), tabIndex: -1 }}
    />
  );
}

/** The legal kind of the topic and the due date of a petition received today; without a topic, a search hint. */
function TopicMeaning({ leaf }: { leaf: Leaf | undefined }) {
  const term = useLegalTerm(leaf?.legalKind ?? "").data;
  if (!leaf) return t("Escriba una parte: «pago», «renovación», «trato»…");
  if (!term) return leaf.meaning;
  const length = term.days
    ? t("{days} días hábiles", { days: term.days })
    : t("{months} meses", { months: term.months });
  return rich("Para la ley, {kind_name}: {length}, hasta el {in_words}.", {
    kind_name: term.kind_name,
    length,
    in_words: <strong>{term.in_words}</strong>,
  });
}

function TopicOption({ leaf }: { leaf: Leaf | undefined }) {
  if (!leaf) return null;
  const path = leaf.name === leaf.theme ? leaf.kind : `${leaf.kind} · ${leaf.theme}`;
  return (
    <span className={css.option}>
      <span>{leaf.name}</span> <span className="quiet small">{path}</span>
    </span>
  );
}

function groupLeaves(leaves: Leaf[]): { group: string; items: ComboboxItem[] }[] {
  const groups = new Map<string, ComboboxItem[]>();
  for (const { kind, theme, name, value, label } of leaves) {
    const group = name === theme ? kind : `${kind} · ${theme}`;
    groups.set(group, [...(groups.get(group) ?? []), { value, label }]);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}
