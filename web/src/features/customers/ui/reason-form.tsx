/** A form for an action that needs a stored reason: the reason, the error and two buttons. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { SUBMIT_KEYS, SUBMIT_SHORTCUT, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { Failure } from "../../../components/load-states";
import css from "./customers.module.css";
import { reasonError } from "../model/reason";
import { t } from "../../../i18n/translate";

interface ReasonFormProps {
  /** The name of the action: «Liberar». */
  submitLabel: string;
  /** The title of the error when the action fails. */
  failureTitle: string;
  label: string;
  description: string;
  color?: string;
  /** Whether the form cannot be submitted now. */
  disabled?: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: (reason: string) => void;
  /** Keeps the typed text when the form is unmounted and opened again. */
  draft?: RefObject<string>;
  /** The label of the cancel button, and its action. */
  cancelAction: [string, () => void];
  /** The effect of the action, shown before the reason. */
  children?: ReactNode;
}

export function ReasonForm({
  submitLabel,
  failureTitle,
  label,
  description,
  color,
  disabled,
  busy,
  error,
  onSubmit,
  draft,
  cancelAction: [leaveWords, leave],
  children,
}: ReasonFormProps) {
  const [reason, setReason] = useState(draft?.current ?? "");
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const wrong = reasonError(reason);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (wrong) field.current?.focus();
    else if (!busy && !disabled) onSubmit(reason.trim());
  };
  const write = (typed: string) => {
    setReason(typed);
    if (draft) draft.current = typed;
  };
  useRegisteredShortcuts(SUBMIT_KEYS);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <form className={css.dialog} onSubmit={submit} onKeyDown={onKeyDown} aria-label={submitLabel} noValidate>
      {children}
      <Textarea
        ref={field}
        label={label}
        description={t("{description}Queda guardado y cifrado; en el registro quedan su nombre y la hora.", {
          description,
        })}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={400}
        value={reason}
        error={tried ? wrong : undefined}
        onChange={(event) => write(event.currentTarget.value)}
      />
      {error ? (
        <Failure
          error={error}
          retry={error instanceof ApiProblem && error.retryable ? () => submit() : undefined}
          title={failureTitle}
        />
      ) : null}
      <p className={css.acts}>
        <Button variant="subtle" onClick={leave}>
          {leaveWords}
        </Button>
        <Button type="submit" color={color} loading={busy} disabled={disabled}>
          {submitLabel} <kbd>{SUBMIT_SHORTCUT.label}</kbd>
        </Button>
      </p>
    </form>
  );
}
