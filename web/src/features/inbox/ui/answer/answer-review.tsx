/** The petition and the area's answer side by side. Opening it is recorded, and the server requires it to accept. */
import { Button } from "@mantine/core";
import { attachmentUrl, type StepName, type TicketDetail, useOpenedAnswer } from "../../../../api/tickets";
import { Dialog } from "../../../../components/dialog";
import { Failure, Loading } from "../../../../components/load-states";
import { formatBytes } from "../../../../formats";
import { useLabels } from "../../../../labels";
import css from "./answer.module.css";
import { t } from "../../../../i18n/translate";

interface AnswerReviewProps {
  ticket: TicketDetail;
  choose: (step: StepName) => void;
  onClose: () => void;
}

export function AnswerReview({ ticket, choose, onClose }: AnswerReviewProps) {
  const names = useLabels().steps;
  const { data, error, refetch } = useOpenedAnswer(ticket.number, ticket.round);
  return (
    <Dialog title={t("Revisar la respuesta · {number}", { number: ticket.number })} onClose={onClose} wide>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir la respuesta.")} />
      ) : !data ? (
        <Loading label={t("Abriendo la respuesta…")} />
      ) : (
        <>
          <div className={css.sides}>
            <section aria-labelledby="lo-pedido" tabIndex={0}>
              <h3 id="lo-pedido">{t("Lo que se pidió")}</h3>
              <p className={css.words}>{data.asked}</p>
            </section>
            <section aria-labelledby="lo-respondido" tabIndex={0}>
              <h3 id="lo-respondido">
                {t("Lo que responde {area_name}", { area_name: data.area_name || t("el área") })}
                {data.round > 1 && t(", ronda {round}", { round: data.round })}
              </h3>
              <p className={css.words}>{data.answer}</p>
              {data.files.length > 0 && (
                <ul className={css.files} aria-label={t("Archivos de la respuesta")}>
                  {data.files.map(({ id, name, size }) => (
                    <li key={id}>
                      <a href={attachmentUrl(ticket.number, id)} download>
                        {name}
                      </a>{" "}
                      <span className="quiet small">{formatBytes(size)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          </div>
          <p className={css.acts}>
            {ticket.steps.includes("send_back") && (
              <>
                <Button variant="default" onClick={() => choose("send_back")}>
                  {names.send_back}
                </Button>
                <Button data-first onClick={() => choose("accept")}>
                  {names.accept}
                </Button>
              </>
            )}
          </p>
        </>
      )}
    </Dialog>
  );
}
