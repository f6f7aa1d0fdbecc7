/** What was just done, for eyes and screen readers alike; empty before. */
import { announce } from "./announcer";
import { useState } from "react";
import css from "./confirmation.module.css";

/** Return the text of the last confirmation, and the function that says and shows another one. */
export function useConfirmation(): [string, (text: string) => void] {
  const [text, setText] = useState("");
  const confirm = (said: string) => {
    announce(said);
    setText(said);
  };
  return [text, confirm];
}

export function Confirmation({ children }: { children: string }) {
  return children ? <p className={css.done}>✓ {children}</p> : null;
}
