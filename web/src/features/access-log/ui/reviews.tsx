/** The signed reviews of the access log, and the periods that are late. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type LogReviewSummary, useLogReviews } from "../../../api/access-log";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { formatInteger, longDateOfDay, momentPhrase } from "../../../formats";
import { navigate } from "../../../router";
import css from "../../quality/ui/quality.module.css";
import { NEW_REVIEW, newReviewPath, reviewPath } from "../model/access-log";
import { rich, t } from "../../../i18n/translate";

export function ReviewList() {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch } = useLogReviews(cursor);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const mayReview = may.includes("access_log.review");
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="revisiones">
      <header>
        <h1 id="revisiones" className={css.grow}>
          {t("Revisiones de la bitácora")}
        </h1>
        {mayReview && <Button onClick={() => navigate(reviewPath(NEW_REVIEW))}>{t("Revisar un período")}</Button>}
      </header>
      {data?.overdue.map((each) => (
        <p key={each.first_day} className={css.note}>
          {t("Falta firmar la revisión del {first_day} al {last_day}.", {
            first_day: longDateOfDay(each.first_day),
            last_day: longDateOfDay(each.last_day),
          })}{" "}
          {mayReview && <Link to={newReviewPath(each)}>{t("Revisarla")}</Link>}
        </p>
      ))}
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las revisiones.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las revisiones…")} />
      ) : data.reviews.length === 0 ? (
        <Empty title={t("No hay revisiones firmadas")}>
          {mayReview
            ? t("Elija un período que ya terminó y cargue la lista de usuarios de la entidad.")
            : t("Calidad o la coordinación las firman.")}
        </Empty>
      ) : (
        <ReviewTable reviews={data.reviews} />
      )}
      {(cursor || data?.next) && (
        <p className={css.acts}>
          {cursor && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a las últimas")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

function ReviewTable({ reviews }: { reviews: LogReviewSummary[] }) {
  const now = serverClock.now();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="revisiones">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Revisión")}</th>
            <th scope="col">{t("Firmó")}</th>
            <th scope="col" className="number">
              {t("Filas")}
            </th>
            <th scope="col" className="number">
              {t("Diferencias")}
            </th>
          </tr>
        </thead>
        <tbody>
          {reviews.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={reviewPath(each.id)}>
                  {rich("{id} · {first_day} al {last_day}", {
                    id: <span className="num">{each.id}</span>,
                    first_day: longDateOfDay(each.first_day),
                    last_day: longDateOfDay(each.last_day),
                  })}
                </Link>
              </th>
              <td data-label={t("Firmó")}>
                {each.reviewer_name}, {momentPhrase(each.signed_at, now)}
              </td>
              <td data-label={t("Filas")} className="number num">
                {formatInteger(each.rows)}
              </td>
              <td data-label={t("Diferencias")} className="number num">
                {formatInteger(each.here_only + each.there_only + each.differing)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
