/** The telephone of the simulator: its keys, on the screen and on the keyboard, and what the caller can do besides. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import type { SimulationInput, SimulationResult, SimulatorStep } from "../../../api/simulations";
import { forecastText, situation } from "../model/phrases";
import css from "./simulator.module.css";
import { t } from "../../../i18n/translate";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

interface PhoneProps {
  result: SimulationResult;
  busy: boolean;
  canUndo: boolean;
  /** The step that asks for digits now, or null. */
  asks: SimulatorStep | null;
  onInput: (input: SimulationInput) => void;
  onUndo: () => void;
}

export function Phone({ result, busy, canUndo, asks, onInput, onUndo }: PhoneProps) {
  const { state } = result;
  const isOver = state.meets === "nothing";
  const section = useRef<HTMLElement>(null);
  const press = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    if (!KEYS.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey || isOver) return;
    event.preventDefault();
    onInput({ press: event.key });
  };
  const forecast = forecastText(result);
  const act = (label: string, input: SimulationInput, shown: boolean) =>
    shown && (
      <Button variant="default" onClick={() => stay(() => onInput(input))}>
        {label}
      </Button>
    );
  // A button may disappear with the step that it made; the keys of the keyboard go on.
  const stay = (step: () => void) => {
    step();
    section.current?.focus();
  };
  const waits = state.meets === "queue" || state.meets === "ringing";
  return (
    <section
      ref={section}
      className={`panel ${css.sheet} ${css.phone}`}
      aria-labelledby="telefono"
      aria-busy={busy}
      tabIndex={-1}
      onKeyDown={press}
    >
      <h2 id="telefono">{t("Teléfono")}</h2>
      <p role="status" className={css.situation}>
        <strong>{situation(state)}</strong>
        {forecast && <span>{forecast}</span>}
      </p>
      <div className={css.keys} role="group" aria-label={t("Teclas")}>
        {KEYS.map((key) => (
          <button key={key} type="button" className={css.key} disabled={isOver} onClick={() => onInput({ press: key })}>
            {key}
          </button>
        ))}
      </div>
      {asks && <Digits key={asks.id} step={asks} onDigits={(digits) => stay(() => onInput({ press: `${digits}#` }))} />}
      <div className={css.acts}>
        {act(
          t("Oír hasta el final"),
          { do: "listen" },
          state.meets === "prompt" || (state.meets === "key" && state.playing.length > 0),
        )}
        {act(t("No marcar nada"), { do: "silence" }, state.meets === "key")}
        {act(t("Esperar 30 segundos"), { wait_s: 30 }, !isOver)}
        {act(t("Esperar hasta que pidan una tecla"), { do: "until_key" }, waits || state.meets === "talk")}
        {act(t("Esperar a un asesor"), { do: "until_answer" }, waits)}
        {act(t("Colgar"), { do: "hang_up" }, !isOver)}
        {canUndo && (
          <Button variant="subtle" onClick={() => stay(onUndo)}>
            {t("Deshacer el último paso")}
          </Button>
        )}
      </div>
      <p className="quiet">{t("También puede marcar con el teclado, con el cursor en el teléfono.")}</p>
    </section>
  );
}

const DIGITS = /^\d{1,19}$/;

/** A number that the menu asks for, typed at once; the step's example is one that it accepts. */
function Digits({ step, onDigits }: { step: SimulatorStep; onDigits: (digits: string) => void }) {
  const [digits, setDigits] = useState(step.example);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (DIGITS.test(digits)) onDigits(digits);
  };
  return (
    <form className={css.typed} onSubmit={send}>
      <TextInput
        label={step.name}
        description={t("Por ejemplo, {example}", { example: step.example })}
        value={digits}
        onChange={(event) => setDigits(event.currentTarget.value.trim())}
        error={!DIGITS.test(digits) && t("Escriba solo cifras, 19 a lo sumo.")}
        inputMode="numeric"
        autoComplete="off"
      />
      <Button type="submit" variant="default">
        {t("Marcar con numeral")}
      </Button>
    </form>
  );
}
