/** The form of what is done for a reason that stays kept: the reason, what went wrong, and two buttons. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { SUBMIT_SHORTCUT } from "../../../keyboard-shortcuts";
import { Failure } from "../../../components/load-states";
import css from "./customers.module.css";
import { reasonError } from "../model/reason";

interface ReasonFormProps {
  /** What is done, in a word: «Liberar». */
  submitLabel: string;
  /** That it was not. */
  failureTitle: string;
  label: string;
  description: string;
  color?: string;
  /** Whether it cannot be sent now. */
  disabled?: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: (reason: string) => void;
  /** Where what was written outlives this form, for who comes back to it. */
  draft?: RefObject<string>;
  /** The way out, in words, and where it leads. */
  cancelAction: [string, () => void];
  /** What it does, before the reason. */
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <form className={css.dialog} onSubmit={submit} onKeyDown={onKeyDown} aria-label={submitLabel} noValidate>
      {children}
      <Textarea
        ref={field}
        label={label}
        description={`${description}Queda guardado y cifrado; en el registro quedan su nombre y la hora.`}
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
