/** Where somebody lives: a municipality of the country, found by typing part of its name. */
import { type ComboboxItem, Select } from "@mantine/core";
import { useMemo } from "react";
import { useMunicipalities } from "../../../api/queries";
import { entriesOf, type Place, placeName, placesFound } from "../model/municipalities";

interface Props {
  /** Its code (DIVIPOLA), or empty. */
  value: string;
  error: string | undefined;
  onChange: (code: string) => void;
}

const MOST_SHOWN = 30;
const NONE: readonly Place[] = [];
const option = ({ code, name }: Place): ComboboxItem => ({ value: code, label: name });

/** Until the list is read nobody can write: what came late would take the place of what was typed. */
export function Municipality({ value, error, onChange }: Props) {
  const { data, isError } = useMunicipalities();
  const places = data?.municipalities ?? NONE;
  const entries = useMemo(() => entriesOf(places, value), [places, value]);
  const name = placeName(places, value);
  const options = useMemo(() => [...(value && name === value ? [{ code: value, name }] : []), ...entries.map(({ place }) => place)].map(option), [entries, value, name]);
  const now = places.find(({ code }) => code === value)?.now;
  return (
    <Select label="Municipio" placeholder={data ? "Escriba su nombre" : "Se lee la lista…"} disabled={!data} error={error ?? (isError ? "No se pudo leer la lista de municipios. Lo demás se puede guardar." : undefined)}
      description={now ? `El DANE lo retiró: hoy es ${placeName(places, now)}.` : undefined} inputWrapperOrder={["label", "input", "description", "error"]}
      data={options} value={value || null} onChange={(code) => onChange(code ?? "")} searchable openOnFocus={false} selectFirstOptionOnChange selectFirstOptionOnDropdownOpen
      filter={({ search }) => placesFound(entries, search === name ? "" : search).map(option)} limit={MOST_SHOWN}
      nothingFoundMessage="Ningún municipio se llama así." maxDropdownHeight={300} comboboxProps={{ width: 340, position: "bottom-end" }} />
  );
}
