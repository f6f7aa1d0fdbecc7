/** A dialog of the browser's own: it keeps the focus, closes with Escape and gives the focus back. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import css from "./dialog.module.css";

interface Props {
  title: string;
  close: () => void;
  children: ReactNode;
}

export function Dialog({ title, close, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className={css.dialog} aria-labelledby={id} onClose={close}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className={css.close} aria-label="Cerrar" onClick={() => ref.current?.close()}>✕</button>
      </header>
      {children}
    </dialog>
  );
}
