/** What the caller heard and pressed, in order, and the facts that the log would hold. */
import type { SimulationResult } from "../../../api/simulations";
import { ListenButton } from "../../../components/listen-button";
import { clockText } from "../model/phrases";
import css from "./simulator.module.css";
import { t } from "../../../i18n/translate";

interface Line {
  at: number;
  text: string;
  note: string;
  isKey: boolean;
  /** The sound whose voice can be heard, or null. */
  sound: string | null;
}

/** The sounds in order, and each key after the sounds that had begun before it. */
function linesOf({ heard, pressed, state }: SimulationResult): Line[] {
  const keysAfter = (count: number): Line[] =>
    pressed
      .filter(({ after }) => after === count)
      .map(({ at_s, keys }) => ({ at: at_s, text: t("Marca {keys}", { keys }), note: "", isKey: true, sound: null }));
  const lines = heard.flatMap(({ at_s, text, key, whole, audible }, index) => {
    const isNow = index === heard.length - 1 && state.playing.length > 0;
    const said = text || (key === "tono.mensaje" ? t("(tono)") : `(${key})`);
    const note = whole ? "" : isNow ? t("suena") : t("se cortó");
    return [{ at: at_s, text: said, note, isKey: false, sound: audible ? key : null }, ...keysAfter(index + 1)];
  });
  const music = { at: state.elapsed_s, text: t("(música de espera)"), note: t("suena"), isKey: false, sound: null };
  return [...keysAfter(0), ...lines, ...(state.music ? [music] : [])];
}

const audioOf = (sound: string) => `/api/v1/prompts/${encodeURIComponent(sound)}/audio`;

export function Transcript({ result }: { result: SimulationResult }) {
  const lines = linesOf(result);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="oido">
      <h2 id="oido">{t("Lo que se oye")}</h2>
      {lines.length === 0 ? (
        <p className="quiet">{t("Todavía no se oyó nada.")}</p>
      ) : (
        <ol className={`${css.lines} ${css.heard}`}>
          {lines.map((line, index) => (
            <li key={index} data-key={line.isKey || undefined}>
              <span className="quiet">{clockText(line.at)}</span>
              <span>{line.text}</span>
              {line.note && <span className={css.mark}>{line.note}</span>}
              {line.sound && <ListenButton bare source={audioOf(line.sound)} name={line.text} />}
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
