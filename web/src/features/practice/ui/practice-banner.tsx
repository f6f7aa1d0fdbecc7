/** The mark of the practice mode, on each of its screens: the customer is invented, and nothing counts. */
import { Button } from "@mantine/core";
import { useEndPractice, usePracticeBoard } from "../../../api/practice";
import { Failure } from "../../../components/load-states";
import { waitingAdvice } from "../model/practice";
import css from "./practice.module.css";
import { leavePractice } from "./practice-end";
import { t } from "../../../i18n/translate";

export function PracticeBanner() {
  const board = usePracticeBoard().data;
  // Not a callback of `mutate`: React Query forgets those if the banner leaves the page before the answer.
  const end = useEndPractice({ onEnd: leavePractice });
  const current = board?.current;
  const advice = board && waitingAdvice(board);
  return (
    <section className={css.banner} aria-label={t("Modo de práctica")}>
      <p>
        <strong>{t("Práctica.")}</strong>{" "}
        {current || !board
          ? t("El cliente es inventado. Nada de lo que haga aquí cuenta, ni llega a nadie.")
          : t("Esta práctica ya terminó.")}{" "}
        {advice}
      </p>
      {(current || end.isPending) && (
        <Button
          size="sm"
          variant="default"
          loading={end.isPending}
          onClick={() => current && end.mutate({ id: current.id, own: true })}
        >
          {t("Terminar la práctica")}
        </Button>
      )}
      {end.error && <Failure error={end.error} title={t("No se pudo terminar la práctica.")} />}
    </section>
  );
}
