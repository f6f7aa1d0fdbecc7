/** Revisión de cuentas: the reviews, the latest first, and one of them. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AccessReviewSummary, useAccessReviews, useBeginReview } from "../../../api/access-reviews";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { shortDateOfDay } from "../../../formats";
import { navigate } from "../../../router";
import { progressText, reviewPath } from "../model/reviews";
import { ReviewPage } from "./review";
import { ReviewStateTag } from "./tags";
import css from "../../quality/ui/quality.module.css";
import { t } from "../../../i18n/translate";

export default function AccessReviewsScreen({ id }: { id: string }) {
  return <div className={css.screen}>{id ? <ReviewPage key={id} id={id} /> : <ReviewList />}</div>;
}

function ReviewList() {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch } = useAccessReviews(cursor);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const begin = useBeginReview();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="revisiones">
      <header>
        <h1 id="revisiones" className={css.grow}>
          {t("Revisión de cuentas")}
        </h1>
        {data?.unreviewed && may.includes("access_review.decide") && (
          <Button
            loading={begin.isPending}
            onClick={() => begin.mutate(undefined, { onSuccess: ({ id }) => navigate(reviewPath(id)) })}
          >
            {t("Empezar la revisión · {unreviewed}", { unreviewed: data.unreviewed })}
          </Button>
        )}
      </header>
      {begin.error && <Failure error={begin.error} />}
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las revisiones.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las revisiones…")} />
      ) : data.reviews.length === 0 ? (
        <Empty title={t("No hay revisiones de cuentas")}>
          {t("La de cada período empieza sola, como dice el sitio. Quien revisa también la puede empezar aquí.")}
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

function ReviewTable({ reviews }: { reviews: AccessReviewSummary[] }) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="revisiones">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Revisión")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Avance")}</th>
            <th scope="col" className="number">
              {t("Con observaciones")}
            </th>
            <th scope="col">{t("Vence")}</th>
            <th scope="col">{t("Firmó")}</th>
          </tr>
        </thead>
        <tbody>
          {reviews.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={reviewPath(each.id)}>
                  <span className="num">{each.id}</span> · {each.period}
                </Link>
              </th>
              <td data-label={t("Estado")}>
                <ReviewStateTag review={each} />
              </td>
              <td data-label={t("Avance")}>{progressText(each)}</td>
              <td data-label={t("Con observaciones")} className="number num">
                {each.counts.flagged}
              </td>
              <td data-label={t("Vence")} className="num">
                {shortDateOfDay(each.due_on)}
              </td>
              <td data-label={t("Firmó")}>{each.signed?.by_name ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
