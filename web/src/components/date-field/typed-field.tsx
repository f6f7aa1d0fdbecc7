/**
 * A date or time that a person types as people write it here, or picks: the browser's own fields follow its language.
 * A text that is no value is not sent as an empty one: it shows its error, and the form around it does not submit.
 */
import { ActionIcon, Popover, TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { CalendarIcon } from "../icons";
import css from "./date-field.module.css";
import { t } from "../../i18n/translate";

export interface TypedValueProps extends Omit<TextInputProps, "value" | "onChange" | "type" | "min" | "max"> {
  /** As the field of HTML has it, or empty. */
  value: string;
  /** Get the value, or an empty text while the text is none. */
  onChange: (value: string) => void;
  min?: string | undefined;
  max?: string | undefined;
  /** Whether the label stands beside the field, as in a sentence. */
  inline?: boolean;
}

interface TypedFormat {
  read: (text: string) => string | null;
  write: (value: string) => string;
  /** How to write a value, with an example. */
  hint: string;
}

interface TypedFieldProps extends Omit<TypedValueProps, "min" | "max"> {
  format: TypedFormat;
  /** Return why a value cannot be taken; null if it can. */
  refusal?: (value: string) => string | null;
  pickLabel?: string;
  /** Draw what a value is picked from; ``pick`` takes the text to write. */
  picker?: (pick: (text: string) => void, text: string) => ReactNode;
}

/** Without a network the calendar cannot be fetched, and the form must not be lost with it. */
export function MissingCalendar() {
  return <p className="quiet">{t("No se pudo traer el calendario. Escriba la fecha.")}</p>;
}

const takeAll = () => null;
/** Let Escape close the calendar only, not the dialog around it; as it bubbles, the calendar is gone already. */
const keepDialogOpen = (event: KeyboardEvent) => event.key === "Escape" && event.preventDefault();

export function TypedField(props: TypedFieldProps) {
  const { value, onChange, format, refusal = takeAll, pickLabel, picker, error, disabled, inline, ...rest } = props;
  const { read, write, hint } = format;
  const [text, setText] = useState(write(value));
  const [known, setKnown] = useState(value);
  const [wrong, setWrong] = useState(false);
  const [opened, setOpened] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const accept = (typed: string) => {
    const found = read(typed);
    return found !== null && refusal(found) === null ? found : null;
  };
  const accepted = accept(text);
  if (known !== value) {
    setKnown(value);
    if ((accepted ?? "") !== value) setText(write(value));
    if (value) setWrong(false);
  }
  const unread = text.trim() !== "" && accepted === null && !disabled;
  useBlockedForm(field, unread, setWrong);

  const type = (typed: string) => {
    setText(typed);
    setWrong(false);
    onChange(accept(typed) ?? "");
  };
  const leave = () => {
    if (accepted || !text.trim() || value) setText(write(accepted ?? value));
    else setWrong(true);
  };
  const pick = (picked: string) => {
    setOpened(false);
    type(picked);
    field.current?.focus();
  };
  const open = (event: KeyboardEvent) => {
    if (!picker || !event.altKey || event.key !== "ArrowDown") return;
    event.preventDefault();
    setOpened(true);
  };
  const found = read(text);
  const modal = opened ? field.current?.closest("dialog") : null; // what lies outside of it lies behind it
  return (
    <TextInput
      autoComplete="off"
      {...rest}
      classNames={{ input: css.field ?? "", ...(inline ? { root: css.inline ?? "" } : {}) }}
      ref={field}
      value={text}
      disabled={disabled}
      error={error ?? (wrong && unread ? (found !== null && refusal(found)) || hint : undefined)}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={open}
      rightSection={
        picker && (
          <Popover
            opened={opened}
            onChange={setOpened}
            position="bottom-end"
            returnFocus
            shadow="md"
            hideDetached={false}
            {...(modal ? { portalProps: { target: modal }, floatingStrategy: "fixed" } : {})}
          >
            <Popover.Target>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={disabled}
                aria-label={pickLabel}
                onClick={() => setOpened(!opened)}
              >
                <CalendarIcon />
              </ActionIcon>
            </Popover.Target>
            <Popover.Dropdown>
              <div role="presentation" onKeyDownCapture={keepDialogOpen}>
                <Suspense fallback={<p className="quiet">{t("Trayendo el calendario…")}</p>}>
                  {picker(pick, text)}
                </Suspense>
              </div>
            </Popover.Dropdown>
          </Popover>
        )
      }
    />
  );
}

/** Keep the form around a field from submitting while its text is no value, and take the focus there. */
function useBlockedForm(
  field: RefObject<HTMLInputElement | null>,
  blocked: boolean,
  setWrong: (wrong: boolean) => void,
): void {
  useEffect(() => {
    const form = field.current?.form;
    if (!form || !blocked) return;
    const stop = (event: Event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      setWrong(true);
      field.current?.focus();
    };
    form.addEventListener("submit", stop, true);
    return () => form.removeEventListener("submit", stop, true);
  }, [field, blocked, setWrong]);
}

/** Return why a value lies outside its limits, or null. */
export const outsideLimits =
  (min: string | undefined, max: string | undefined, write: (value: string) => string) =>
  (value: string): string | null => {
    if (min && value < min) return t("Debe ser {min} o después.", { min: write(min) });
    return max && value > max ? t("Debe ser {max} o antes.", { max: write(max) }) : null;
  };
