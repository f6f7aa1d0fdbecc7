/** The words of feedback: until when and what happens then, what a refutation disputes, and its decision. Pure. */
import type { EvaluationDetail, EvaluationSummary, OpenRefutation, RoundFile } from "../../../api/feedback";
import { longDate, weekdayAndDate } from "../../../formats";
import { itemPath } from "./samples";
import { locale, t } from "../../../i18n/translate";

const clock = new Intl.DateTimeFormat(locale, {
  timeZone: "America/Bogota",
  hour: "numeric",
  minute: "2-digit",
  hour12: true,
});

/** Format a moment as people say it: «martes 1 de diciembre, 5:00 p. m.». */
export const spokenMoment = (at: string): string =>
  `${weekdayAndDate(at).replace(", ", " ")}, ${clock.format(new Date(at)).replace(/\s/g, " ")}`;

export const ownEvaluationPath = (id: string): string => `/calidad/mis-evaluaciones/${encodeURIComponent(id)}`;
export const refutationPath = (id: string): string => `/calidad/refutaciones/${encodeURIComponent(id)}`;

/** Return the evaluated work as a link: the call or the ticket. */
export const workPath = ({ channel, item }: Pick<EvaluationSummary, "channel" | "item">): string =>
  itemPath(channel, item);

export const workLabel = ({ channel, item }: Pick<EvaluationSummary, "channel" | "item">): string =>
  channel === "phone" ? t("Llamada {item}", { item }) : t("Ticket {item}", { item });

type Answerable = Pick<EvaluationSummary, "state" | "refutable_until" | "needs_feedback">;

const isOver = ({ refutable_until }: Answerable, now: number): boolean =>
  refutable_until !== null && Date.parse(refutable_until) < now;

/** Return in few words what the advisor is to do, for the list; empty if nothing. */
export function dueText(evaluation: Answerable, now: number): string {
  const { state, refutable_until, needs_feedback } = evaluation;
  if (state !== "pending") return "";
  if (isOver(evaluation, now)) return t("el plazo para refutarla terminó");
  const until = refutable_until
    ? t(" hasta el {refutable_until}", { refutable_until: spokenMoment(refutable_until) })
    : "";
  return needs_feedback ? t("acéptela o refútela{until}", { until }) : t("puede refutarla{until}", { until });
}

/** Return a text without the second full stop after «p. m.». */
export const withoutDoubleStops = (text: string): string => text.replace(/\.\.(?=\s|$)/g, ".");

/** Return what the advisor can do, until when, and what happens then; empty before a signature. */
export const ownStateText = (evaluation: EvaluationDetail, now: number): string =>
  withoutDoubleStops(stateText(evaluation, now));

function stateText(evaluation: EvaluationDetail, now: number): string {
  const until = evaluation.refutable_until && spokenMoment(evaluation.refutable_until);
  switch (evaluation.state) {
    case "pending":
      if (isOver(evaluation, now))
        return t("El plazo para refutarla terminó el {until}. La nota queda como está; todavía puede aceptarla.", {
          until,
        });
      return evaluation.needs_feedback
        ? t("Acéptela o refútela{text}. Después la nota queda como está: podrá aceptarla, pero ya no refutarla.", {
            text: until ? t(" hasta el {until}", { until }) : "",
          })
        : t(
            "Léala. Puede aceptarla, o refutarla{text}. Después la nota queda como está: podrá aceptarla, pero ya no refutarla.",
            { text: until ? t(" hasta el {until}", { until }) : "" },
          );
    case "accepted":
      return t("Usted la aceptó.");
    case "refuted":
      return t(
        "Usted la refutó. Otra persona, distinta de quien evaluó, decide{text}. Mientras tanto vale la nota firmada.",
        {
          text: evaluation.decide_by
            ? t(" a más tardar el {decide_by}", { decide_by: spokenMoment(evaluation.decide_by) })
            : "",
        },
      );
    case "conciliation":
      return t("La refutación está en conciliación. La decide después otra persona, distinta de quien evaluó{text}.", {
        text: evaluation.decide_by
          ? t(", a más tardar el {decide_by}", { decide_by: spokenMoment(evaluation.decide_by) })
          : "",
      });
    case "refutation_accepted":
      return t("Su refutación se aceptó: la nota cambió, y la de antes se conserva en las versiones.");
    case "refutation_rejected":
      return t("Su refutación se rechazó: la nota queda como se firmó.");
    default:
      return "";
  }
}

/** A refutation with the text and the criteria of the advisor. */
export interface Refutation {
  text: string;
  criteria: readonly string[];
  at: string;
  by: string;
  round: number;
}

/** Return the last refutation of an evaluation; null without one. */
export function lastRefutation({ history }: Pick<EvaluationDetail, "history">): Refutation | null {
  const step = [...history].reverse().find((each) => each.act === "refute");
  return step
    ? { text: step.text ?? "", criteria: step.criteria, at: step.at, by: step.by_name, round: step.round }
    : null;
}

/** Return the call to a conciliation, and the decision, as they are written; empty if there is none yet. */
export const stepText = (
  { history }: Pick<EvaluationDetail, "history">,
  acts: readonly EvaluationDetail["history"][number]["act"][],
): string => [...history].reverse().find((each) => acts.includes(each.act))?.text ?? "";

/** Return the criteria that the round fails, in the order of the form: those that a refutation is usually about. */
export const failedCriteria = ({ form, answers }: Pick<EvaluationDetail, "form" | "answers">) =>
  form.sections.flatMap(({ criteria }) => criteria).filter(({ id }) => answers[id] === "fails");

export const fileOf = (files: readonly RoundFile[] | undefined, round: number): RoundFile | undefined =>
  files?.find((each) => each.round === round);

/** Return until when a refutation is to be decided. */
export function decideText({ decide_by, late }: Pick<OpenRefutation, "decide_by" | "late">): string {
  if (decide_by === null) return t("sin plazo");
  return late
    ? t("venció el {decide_by}", { decide_by: spokenMoment(decide_by) })
    : t("hasta el {decide_by}", { decide_by: spokenMoment(decide_by) });
}

/** Return the month of a course: «noviembre de 2026». */
export const monthLabel = (month: string): string => longDate(`${month}-15T12:00:00-05:00`).replace(/^\d+ de /, "");
