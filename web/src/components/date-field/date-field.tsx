/** A day that a person types as day/month/year, or chooses from a calendar: the browser's own follows its language. */
import { ActionIcon, Popover, TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { CalendarIcon } from "../icons";
import css from "./date-field.module.css";
import { readDay, writeDay } from "./day-text";

const DayCalendar = lazy(() => import("./day-calendar").catch(() => ({ default: MissingCalendar })));
const HINT = "Escriba la fecha con día, mes y año, por ejemplo 05/12/2026.";

interface DateFieldProps extends Omit<TextInputProps, "value" | "onChange" | "type" | "min" | "max"> {
  /** YYYY-MM-DD, or empty. */
  value: string;
  /** Get the day, or an empty text while the text is no day. */
  onChange: (day: string) => void;
  min?: string | undefined;
  max?: string | undefined;
  /** Whether the label stands beside the field, as in a sentence. */
  inline?: boolean;
}

/** Without a network the calendar cannot be fetched, and the form must not be lost with it. */
function MissingCalendar() {
  return <p className="quiet">No se pudo traer el calendario. Escriba la fecha.</p>;
}

export function DateField({ value, onChange, min, max, error, disabled, inline, ...rest }: DateFieldProps) {
  const [text, setText] = useState(writeDay(value));
  const [wrong, setWrong] = useState(false);
  const [opened, setOpened] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    setText((typed) => ((readDay(typed) ?? "") === value ? typed : writeDay(value)));
    if (value) setWrong(false);
  }, [value]);

  const type = (typed: string) => {
    setText(typed);
    setWrong(false);
    onChange(readDay(typed) ?? "");
  };
  const leave = () => {
    const day = readDay(text);
    if (day || !text.trim() || value) setText(writeDay(day ?? value));
    else setWrong(true);
  };
  const choose = (day: string) => {
    setText(writeDay(day));
    setWrong(false);
    setOpened(false);
    onChange(day);
    field.current?.focus();
  };
  const open = (event: KeyboardEvent) => {
    if (!event.altKey || event.key !== "ArrowDown") return;
    event.preventDefault();
    setOpened(true);
  };
  return (
    <TextInput
      {...rest}
      classNames={{ input: css.field ?? "", ...(inline ? { root: css.inline ?? "" } : {}) }}
      ref={field}
      value={text}
      disabled={disabled}
      error={error ?? (wrong ? HINT : undefined)}
      placeholder="dd/mm/aaaa"
      inputMode="numeric"
      autoComplete="off"
      maxLength={10}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={open}
      rightSection={
        <Popover
          opened={opened}
          onChange={setOpened}
          position="bottom-end"
          returnFocus
          shadow="md"
          hideDetached={false}
        >
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={disabled}
              aria-label="Elegir en el calendario"
              onClick={() => setOpened(!opened)}
            >
              <CalendarIcon />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Suspense fallback={<p className="quiet">Trayendo el calendario…</p>}>
              <DayCalendar value={value} min={min} max={max} choose={choose} />
            </Suspense>
          </Popover.Dropdown>
        </Popover>
      }
    />
  );
}
