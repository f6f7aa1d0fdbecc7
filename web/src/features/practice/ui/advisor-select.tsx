/** An advisor of the campaign, found by typing part of the name or the user. */
import type { ComboboxItem } from "@mantine/core";
import { OptionSelect } from "../../../components/option-select";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useRoster } from "../../../api/roster";
import { t } from "../../../i18n/translate";

const TYPING_PAUSE_MS = 250;

interface AdvisorSelectProps {
  value: ComboboxItem | null;
  onChange: (advisor: ComboboxItem | null) => void;
}

/** The server searches, so the list also finds the advisor who is not among the first ones. */
export function AdvisorSelect({ value, onChange }: AdvisorSelectProps) {
  const [search, setSearch] = useState("");
  const [typed] = useDebouncedValue(search.trim(), TYPING_PAUSE_MS);
  const q = typed === value?.label ? "" : typed;
  const { data, isError } = useRoster(q ? { q } : {});
  const found = (data?.advisors ?? []).map(({ user, name, away }) => ({
    value: user,
    label: `${name} · ${user}${away ? t(" (ausente hoy)") : ""}`,
  }));
  const options = value && !found.some((each) => each.value === value.value) ? [value, ...found] : found;
  return (
    <OptionSelect
      label={t("Asesor")}
      placeholder={data ? t("Escriba su nombre") : t("Se lee la lista…")}
      required
      disabled={!data}
      error={isError && t("No se pudo leer la lista de asesores.")}
      data={options}
      value={value?.value ?? null}
      onChange={(_, option) => onChange(option ?? null)}
      searchValue={search}
      onSearchChange={setSearch}
      searchable
      selectFirstOptionOnChange
      filter={({ options: all }) => all}
      nothingFoundMessage={t("Ningún asesor se llama así.")}
      maxDropdownHeight={300}
    />
  );
}
