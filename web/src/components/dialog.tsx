/** A dialog of the browser's own: it keeps the focus, closes with Escape and gives the focus back. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import css from "./dialog.module.css";

interface DialogProps {
  title: string;
  /** Called when it is closed. What bears `data-first` has the focus first. */
  onClose: () => void;
  /** Whether two things stand side by side in it. */
  wide?: boolean;
  children: ReactNode;
}

export function Dialog({ title, onClose, wide, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    ref.current?.showModal();
    ref.current?.querySelector<HTMLElement>("[data-first]:not(:disabled)")?.focus();
  }, []);
  return (
    <dialog ref={ref} className={css.dialog} data-wide={wide || undefined} aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className={css.close} aria-label="Cerrar" onClick={() => ref.current?.close()}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}
