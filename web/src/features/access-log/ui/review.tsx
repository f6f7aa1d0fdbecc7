/** One signed review of the access log: its figures, its files, the discrepancies and the signature. */
import { Button } from "@mantine/core";
import { type LogReview, accessReviewFile, useLogReview } from "../../../api/access-log";
import { ApiProblem } from "../../../api/problem";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { formatInteger, longDateOfDay, momentPhrase } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import css from "../../quality/ui/quality.module.css";
import { REVIEWS_PATH } from "../model/access-log";
import own from "./access-log.module.css";
import { Discrepancies } from "./discrepancies";
import { rich, t } from "../../../i18n/translate";

export function ReviewPage({ id }: { id: string }) {
  const { data, error, refetch } = useLogReview(id);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  return (
    <>
      <p>
        <Link to={REVIEWS_PATH}>{t("Volver a las revisiones")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Revisión de la bitácora")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ninguna revisión con ese número")}>{t("Elija una de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la revisión.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la revisión…")} />
      ) : (
        <OneReview review={data} />
      )}
    </>
  );
}

function OneReview({ review }: { review: LogReview }) {
  const { access_discrepancies } = useLabels();
  const figures = [
    [t("Filas revisadas"), review.rows],
    [t("Usuarios en la lista"), review.listed],
    [labelOf(access_discrepancies, "here_only"), review.here_only],
    [labelOf(access_discrepancies, "there_only"), review.there_only],
    [labelOf(access_discrepancies, "differing"), review.differing],
  ] as const;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="revision">
      <header>
        <h1 id="revision">{rich("Revisión {id}", { id: <span className="num">{review.id}</span> })}</h1>
        <span className="quiet">
          {t("{first_day} al {last_day}", {
            first_day: longDateOfDay(review.first_day),
            last_day: longDateOfDay(review.last_day),
          })}
        </span>
      </header>
      <p>
        {t("La firmó {reviewer_name}, {signed_at}. No se cambia.", {
          reviewer_name: review.reviewer_name,
          signed_at: momentPhrase(review.signed_at, serverClock.now()),
        })}
      </p>
      <dl className={own.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatInteger(value)}</dd>
          </div>
        ))}
      </dl>
      {review.pdf_digest ? (
        <p className={css.acts}>
          <Button component="a" variant="default" href={accessReviewFile(review.id, "pdf")} download>
            PDF
          </Button>
          <Button component="a" variant="default" href={accessReviewFile(review.id, "xlsx")} download>
            {t("Hoja de cálculo (XLSX)")}
          </Button>
          <Button component="a" variant="default" href={accessReviewFile(review.id, "csv")} download>
            CSV
          </Button>
        </p>
      ) : (
        <Loading label={t("Ya está firmada. Se preparan el PDF y las hojas…")} />
      )}
      <h2 id="diferencias">{t("Diferencias con la lista de la entidad")}</h2>
      <Discrepancies rows={review.discrepancies} />
      {review.note && (
        <>
          <h2>{t("Nota de quien revisó")}</h2>
          <p className={own.prose}>{review.note}</p>
        </>
      )}
      <TechnicalDetails about={t("de la firma")}>
        <p className={css.hash}>{t("Firma (SHA-256 del contenido): {digest}", { digest: review.digest })}</p>
        <p className={css.hash}>{t("SHA-256 de las filas: {rows_digest}", { rows_digest: review.rows_digest })}</p>
        <p className={css.hash}>
          {t("SHA-256 de la lista de la entidad: {users_digest}", { users_digest: review.users_digest })}
        </p>
        {review.pdf_digest && (
          <p className={css.hash}>{t("SHA-256 del PDF: {pdf_digest}", { pdf_digest: review.pdf_digest })}</p>
        )}
        <p>
          <a href={accessReviewFile(review.id, "content")} download>
            {t("Descargar el contenido firmado")}
          </a>
        </p>
      </TechnicalDetails>
    </section>
  );
}
