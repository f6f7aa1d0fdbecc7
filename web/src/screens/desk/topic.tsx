/** What a call was about: kind and theme in one field, found by typing any part of either. */
import { type ComboboxItem, type ComboboxParsedItem, Select } from "@mantine/core";
import { useMemo } from "react";
import type { Typology } from "../../api/contracts";
import { plain } from "../../formats";

interface Props {
  typology: Typology | undefined;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** Every word that was typed must occur somewhere in the option. */
export function matches(label: string, search: string): boolean {
  const text = plain(label);
  return plain(search).split(/\s+/).every((word) => text.includes(word));
}

function filtered(options: ComboboxParsedItem[], search: string): ComboboxParsedItem[] {
  const kept = (item: ComboboxItem) => matches(String(item.label), search);
  return options.flatMap((option): ComboboxParsedItem[] => {
    if (!("group" in option)) return kept(option) ? [option] : [];
    const items = option.items.filter(kept);
    return items.length ? [{ ...option, items }] : [];
  });
}

export function Topic({ typology, value, error, onChange }: Props) {
  const data = useMemo(
    () => (typology?.kinds ?? []).map((kind) => ({
      group: kind.name,
      items: kind.themes.map((theme) => ({ value: `${kind.id}/${theme.id}`, label: `${kind.name} · ${theme.name}` })),
    })),
    [typology],
  );
  const labels = useMemo(() => new Set(data.flatMap((group) => group.items.map((item) => item.label))), [data]);
  const meaning = typology?.kinds.find((kind) => kind.id === value.split("/")[0])?.meaning;
  return (
    <Select id="tipificacion" label="De qué se trató" description={meaning ?? "Escriba una parte: «pago», «renovación», «trato»…"} size="md" placeholder="Tipo y tema"
      data={data} value={value || null} onChange={(next) => onChange(next ?? "")} error={error} searchable clearable openOnFocus={false} selectFirstOptionOnChange selectFirstOptionOnDropdownOpen={!value}
      filter={({ options, search }) => (labels.has(search) ? options : filtered(options, search))}
      nothingFoundMessage="Ningún tema dice eso. Pruebe con otra palabra." maxDropdownHeight={320} limit={60}
      renderOption={({ option }) => option.label.split(" · ").slice(1).join(" · ")}
      clearButtonProps={{ "aria-label": "Quitar la tipificación", tabIndex: -1 }} />
  );
}
