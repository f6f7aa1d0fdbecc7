/** The terms that the law sets, each with its source. No site changes them. */
import { type LegalValue, useLegalTerms } from "../../../../api/site-law";
import { Failure, Loading } from "../../../../components/load-states";
import { WideTable } from "../../../../components/wide-table";
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
          <WideTable label={t("Términos para responder")}>
            <table className="list">
              <thead>
                <tr>
                  <th scope="col">{t("Qué se pide")}</th>
                  <th scope="col">{t("Plazo")}</th>
                  <th scope="col">{t("Prórroga")}</th>
                  <th scope="col">{t("Fuente")}</th>
                </tr>
              </thead>
              <tbody>
                {data.terms.map((term) => (
                  <tr key={term.kind}>
                    <th scope="row">{term.name}</th>
                    <td className="num">{lengthText(term)}</td>
                    <td className="num">{term.extension ? lengthText(term.extension) : t("no hay")}</td>
                    <td>
                      <Source value={term} />
                    </td>
                  </tr>
                ))}
                {data.others.map((term) => (
                  <tr key={term.clock}>
                    <th scope="row">{term.name}</th>
                    <td className="num">{lengthText(term)}</td>
                    <td className="quiet">–</td>
                    <td>
                      <Source value={term} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </WideTable>
        </>
      )}
    </section>
  );
}

function Source({ value }: { value: LegalValue }) {
  return (
    <>
      {value.basis}
      <span className={css.standing} data-standing={value.standing}>
        {value.standing_name}
      </span>
      {value.notes.map((note) => (
        <span key={note} className={`quiet small ${css.note}`}>
          {note}
        </span>
      ))}
    </>
  );
}
