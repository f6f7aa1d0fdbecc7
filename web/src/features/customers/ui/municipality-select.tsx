/** A municipality of the country, found by typing part of its name. */
import type { ComboboxItem } from "@mantine/core";
import { OptionSelect } from "../../../components/option-select";
import { useMemo } from "react";
import { useMunicipalities } from "../../../api/queries";
import { searchEntries, type Municipality, municipalityName, findMunicipalities } from "../model/municipalities";
import { t } from "../../../i18n/translate";

interface MunicipalitySelectProps {
  /** The municipality's code (DIVIPOLA), or empty. */
  value: string;
  error: string | undefined;
  onChange: (code: string) => void;
}

const MAX_OPTIONS = 30;
const NO_MUNICIPALITIES: readonly Municipality[] = [];
const toOption = ({ code, name }: Municipality): ComboboxItem => ({ value: code, label: name });

/** A select that is disabled until the list is loaded: a late list would replace what the user typed. */
export function MunicipalitySelect({ value, error, onChange }: MunicipalitySelectProps) {
  const { data, isError } = useMunicipalities();
  const places = data?.municipalities ?? NO_MUNICIPALITIES;
  const entries = useMemo(() => searchEntries(places, value), [places, value]);
  const name = municipalityName(places, value);
  const options = useMemo(
    () =>
      [
        ...(value && name === value ? [{ code: value, name }] : []),
        ...entries.map(({ municipality: place }) => place),
      ].map(toOption),
    [entries, value, name],
  );
  const now = places.find(({ code }) => code === value)?.now;
  return (
    <OptionSelect
      label={t("Municipio")}
      placeholder={data ? t("Escriba su nombre") : t("Se lee la lista…")}
      disabled={!data}
      error={error ?? (isError ? t("No se pudo leer la lista de municipios. Lo demás se puede guardar.") : undefined)}
      description={
        now ? t("El DANE lo retiró: hoy es {places}.", { places: municipalityName(places, now) }) : undefined
      }
      inputWrapperOrder={["label", "input", "description", "error"]}
      data={options}
      value={value || null}
      onChange={(code) => onChange(code ?? "")}
      searchable
      openOnFocus={false}
      selectFirstOptionOnChange
      selectFirstOptionOnDropdownOpen
      filter={({ search }) => findMunicipalities(entries, search === name ? "" : search).map(toOption)}
      limit={MAX_OPTIONS}
      nothingFoundMessage={t("Ningún municipio se llama así.")}
      maxDropdownHeight={300}
      comboboxProps={{ width: 340, position: "bottom-end" }}
    />
  );
}
