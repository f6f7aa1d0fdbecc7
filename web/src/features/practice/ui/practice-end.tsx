/** The place of a practice's screens once it has ended: its reason, and the way to the result. */
import { pageTitle } from "../../../branding";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { usePracticeBoard, usePractices } from "../../../api/practice";
import { accountQuery } from "../../../api/queries";
import { Loading } from "../../../components/load-states";
import { endText } from "../model/practice";
import css from "./practice.module.css";
import { t } from "../../../i18n/translate";

const RESULT = "/practica";
const RIGHTS_POLL_MS = 1_000;

/** Load the whole page again, on the real campaign. */
export const leavePractice = () => globalThis.location.replace(RESULT);

/**
 * Show a screen of the practice while it is open. The advisor's rights begin and end with it, but the two answers may
 * differ for a moment.
 */
export function WhilePractising({ children }: { children: ReactNode }) {
  const board = usePracticeBoard().data;
  const { data: mayWork } = useQuery({
    ...accountQuery,
    select: (account) => account?.permissions.includes("desk.use") ?? false,
    refetchInterval: ({ state }) =>
      board?.current && !state.data?.permissions.includes("desk.use") ? RIGHTS_POLL_MS : false,
  });
  if (board?.current === null) return <PracticeEnd />;
  return mayWork ? children : <Loading label={t("Abriendo la práctica…")} />;
}

function PracticeEnd() {
  const last = usePractices({ own: true }).data?.practices[0];
  useEffect(() => {
    document.title = pageTitle(t("La práctica terminó"));
  }, []);
  return (
    <section className={css.end} aria-labelledby="practica-terminada">
      <h1 id="practica-terminada">{t("La práctica terminó")}</h1>
      <p>
        {last?.end && `${endText(last)}. `}
        {t("Sigue como estaba antes de practicar. Para atender llamadas reales, póngase disponible en el escritorio.")}
      </p>
      <Button component="a" href={RESULT}>
        {t("Ver el resultado")}
      </Button>
    </section>
  );
}

/** Leave the mode without a session: the sign-in screen belongs to the real campaign. */
export function PracticeWithoutSession() {
  useEffect(leavePractice, []);
  return <Loading label={t("Saliendo de la práctica…")} />;
}
