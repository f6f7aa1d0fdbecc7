/** The field and the button that add an entry by its name. */
import { Button, TextInput } from "@mantine/core";
import { type Ref, useState } from "react";
import fields from "./fields.module.css";
import { t } from "../../../../i18n/translate";

interface NewEntryProps {
  label: string;
  placeholder: string;
  /** The words of the button; «Crear» without them. */
  verb?: string;
  maxLength?: number;
  ref?: Ref<HTMLInputElement>;
  make: (name: string) => void;
}

export function NewEntry({ label, placeholder, verb = t("Crear"), maxLength = 120, ref, make }: NewEntryProps) {
  const [name, setName] = useState("");
  const create = () => {
    if (name.trim() === "") return;
    make(name.trim());
    setName("");
  };
  return (
    <div className={fields.acts}>
      <TextInput
        ref={ref}
        aria-label={label}
        placeholder={placeholder}
        value={name}
        maxLength={maxLength}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && create()}
      />
      <Button size="sm" variant="default" disabled={name.trim() === ""} onClick={create}>
        {verb}
      </Button>
    </div>
  );
}
