/** The terms that the law sets, each with its source. No site changes them. */
import { type LegalValue, useLegalTerms } from "../../../../api/site-law";
import { Failure, Loading } from "../../../../components/load-states";
import { longDateOfDay } from "../../../../formats";
import { lengthText } from "./terms-rules";
import css from "./terms.module.css";
import { t } from "../../../../i18n/translate";

export function LegalTermsTable() {
  const { data, error, refetch } = useLegalTerms();
  return (
    <section className={`panel ${css.part}`} aria-labelledby="terminos-ley">
      <h3 id="terminos-ley">{t("Lo que fija la ley")}</h3>
      <p className="quiet">
        {t(
          "Estos plazos no se cambian aquí: son de la ley, y se actualizan con Atención. Abajo está lo que decide la entidad.",
        )}
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los términos de la ley.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los términos de la ley…")} />
      ) : (
        <>
          <p className="quiet small">{t("Para lo que se recibe el {day}.", { day: longDateOfDay(data.on) })}</p>
          <ul className={css.law} aria-label={t("Términos de la ley")}>
            {data.terms.map((term) => (
              <Term key={term.kind} name={term.name} value={term} extension={term.extension} />
            ))}
            {data.others.map((term) => (
              <Term key={term.clock} name={term.name} value={term} extension={null} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface TermProps {
  name: string;
  value: LegalValue;
  extension: LegalValue | null;
}

function Term({ name, value, extension }: TermProps) {
  return (
    <li>
      <p className={css.name}>{name}</p>
      <p>
        {lengthText(value)}
        {extension && <span className="quiet"> {t("· prórroga: {length}", { length: lengthText(extension) })}</span>}
      </p>
      <div>
        {value.basis}{" "}
        <span className={css.standing} data-standing={value.standing}>
          {value.standing_name}
        </span>
        {value.notes.map((note) => (
          <p key={note} className="quiet small">
            {note}
          </p>
        ))}
      </div>
    </li>
  );
}
