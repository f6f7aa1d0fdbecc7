/** The field that searches a list by a text: it asks on Enter, and when the field is left with another text. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import css from "./data-list.module.css";

interface SearchFieldProps {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const text = typed.trim();
  return (
    <form
      className={css.search}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text);
      }}
    >
      <TextInput
        aria-label={label}
        placeholder={label}
        maxLength={80}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => text !== value && onSearch(text)}
      />
    </form>
  );
}
