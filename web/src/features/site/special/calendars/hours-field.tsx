/** Opening hours that a person types, «7:00-12:00, 14:00-19:00»; an empty text is a closed day. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { type FieldContext, fieldAt } from "../common/fields";
import type { Path } from "../common/values";
import { readHours, writeHours } from "./hours";
import { t } from "../../../../i18n/translate";

interface HoursFieldProps {
  label: string;
  value: readonly string[];
  onChange: (hours: string[]) => void;
  context: FieldContext;
  path: Path;
}

export function HoursField({ label, value, onChange, context, path }: HoursFieldProps) {
  const written = writeHours(value);
  const [typed, setTyped] = useState({ text: written, of: written });
  // Another value came from outside, for example from a copied day.
  const text = typed.of === written ? typed.text : written;
  const isRead = readHours(text) !== null;
  const field = fieldAt(context.complaints, path);
  return (
    <TextInput
      label={label}
      value={text}
      placeholder={t("Cerrado")}
      inputMode="text"
      autoComplete="off"
      disabled={context.readOnly}
      {...field}
      error={isRead ? field.error : t("Escríbalo así: 7:00-12:00, 14:00-19:00. Vacío es cerrado.")}
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
