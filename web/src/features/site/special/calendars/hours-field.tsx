/** Opening hours that a person types, «7:00-12:00, 14:00-19:00»; an empty text is a closed day. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { readHours, writeHours } from "./hours";
import { t } from "../../../../i18n/translate";

interface HoursFieldProps {
  label: string;
  value: readonly string[];
  onChange: (hours: string[]) => void;
  readOnly: boolean;
  error?: string | undefined;
}

export function HoursField({ label, value, onChange, readOnly, error }: HoursFieldProps) {
  const written = writeHours(value);
  const [typed, setTyped] = useState({ text: written, of: written });
  // Another value came from outside, for example from a copied day.
  const text = typed.of === written ? typed.text : written;
  const isRead = readHours(text) !== null;
  return (
    <TextInput
      label={label}
      value={text}
      placeholder={t("Cerrado")}
      inputMode="text"
      autoComplete="off"
      disabled={readOnly}
      error={isRead ? error : t("Escríbalo así: 7:00-12:00, 14:00-19:00. Vacío es cerrado.")}
      onChange={(event) => {
        const next = event.currentTarget.value;
        const hours = readHours(next);
        setTyped({ text: next, of: hours === null ? written : writeHours(hours) });
        if (hours !== null && writeHours(hours) !== written) onChange(hours);
      }}
      onBlur={() => isRead && setTyped({ text: written, of: written })}
    />
  );
}
