/** What the caller heard and pressed, in order, and the facts that the log would hold. */
import type { SimulationResult } from "../../../api/simulations";
import { clockText } from "../model/phrases";
import css from "./simulator.module.css";
import { t } from "../../../i18n/translate";

interface Line {
  at: number;
  text: string;
  note: string;
  isKey: boolean;
}

function linesOf({ heard, pressed, state, music }: SimulationResult & { music?: string }): Line[] {
  const lines = [
    ...heard.map(({ at_s, text, key, whole }, index) => ({
      at: at_s,
      text: text || (key === "tono.mensaje" ? t("(tono)") : `(${key})`),
      note: whole ? "" : index === heard.length - 1 && state.playing.length > 0 ? t("suena") : t("se cortó"),
      isKey: false,
    })),
    ...pressed.map(({ at_s, keys }) => ({ at: at_s, text: t("Marca {keys}", { keys }), note: "", isKey: true })),
  ];
  lines.sort((one, other) => one.at - other.at);
  return music
    ? [...lines, { at: state.elapsed_s, text: t("(música de espera)"), note: t("suena"), isKey: false }]
    : lines;
}

export function Transcript({ result }: { result: SimulationResult }) {
  const lines = linesOf({ ...result, music: result.state.music });
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="oido">
      <h2 id="oido">{t("Lo que se oye")}</h2>
      {lines.length === 0 ? (
        <p className="quiet">{t("Todavía no se oyó nada.")}</p>
      ) : (
        <ol className={css.lines}>
          {lines.map((line, index) => (
            <li key={index} data-key={line.isKey || undefined}>
              <span className="quiet">{clockText(line.at)}</span>
              <span>{line.text}</span>
              {line.note && <span className={css.mark}>{line.note}</span>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

export function Facts({ result }: { result: SimulationResult }) {
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="hechos">
      <h2 id="hechos">{t("Lo que quedaría en el registro")}</h2>
      <ol className={css.lines}>
        {result.facts.map((fact, index) => (
          <li key={index}>
            <span className="quiet">{clockText(fact.at_s)}</span>
            <span>{fact.sentence}</span>
            <code>{fact.name}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}
