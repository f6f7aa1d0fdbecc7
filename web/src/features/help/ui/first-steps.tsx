/**
 * What comes by itself after the sign-in: the tour of a role that the user has not seen, or else what is new since the
 * last release. Never while a call rings or runs: it goes at once, and a tour does not come back before the next load.
 */
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { type HelpMarks, type Role, useHelpMarks, useMarkHelp } from "../../../api/help";
import type { Account } from "../../../api/types";
import { NEWS, type ReleaseNews, unseenNews } from "../model/news";
import { nextTour, ownTour } from "../model/tours";
import { Tour } from "./tour";
import css from "./tour.module.css";
import { t } from "../../../i18n/translate";

/** Whether a call rings or runs; unknown until the desk's connection has told. */
export type CallState = "none" | "running" | "unknown";

export interface FirstStepsProps {
  account: Account;
  call: CallState;
  /** Whether the user asked for the tour. */
  asked: boolean;
  onAskedEnd: () => void;
  showNews: () => void;
}

export default function FirstSteps(props: FirstStepsProps) {
  const { data: marks } = useHelpMarks();
  return marks ? <KnownSteps {...props} marks={marks} /> : null;
}

function KnownSteps({ account, call, asked, onAskedEnd, showNews, marks }: FirstStepsProps & { marks: HelpMarks }) {
  const [over, setOver] = useState(false);
  const tourMark = useMarkHelp();
  const due: Role | null = nextTour(account.roles, marks.tours);
  const fresh = unseenNews(NEWS, { roles: account.roles, seen: marks.news, installed: marks.version });
  useNewsOfNewUser(marks);
  useEffect(() => {
    if (call !== "running") return;
    setOver(true);
    if (asked) onAskedEnd();
  }, [call, asked, onAskedEnd]);
  if (call !== "none") return null;
  const role = asked ? ownTour(account.roles) : over ? null : due;
  const end = () => {
    setOver(true);
    if (role && !marks.tours.includes(role)) tourMark.mutate({ role });
    if (asked) onAskedEnd();
  };
  if (role) return <Tour key={asked ? "asked" : "first"} role={role} asked={asked} close={end} />;
  return due === null && fresh.length > 0 ? (
    <NewsCard fresh={fresh} version={marks.version} showNews={showNews} />
  ) : null;
}

/** The first titles of the news, once: whether they are read or closed. */
function NewsCard({ fresh, version, showNews }: { fresh: ReleaseNews[]; version: string; showNews: () => void }) {
  const { mutate } = useMarkHelp();
  const titles = fresh.flatMap(({ entries }) => entries.map(({ title }) => title));
  const read = () => {
    mutate({ version });
    showNews();
  };
  return (
    <section className={css.newsCard} aria-label={t("Qué hay de nuevo")}>
      <h2>{t("Qué hay de nuevo en Atención {version}", { version })}</h2>
      <ul>
        {titles.slice(0, FIRST_TITLES).map((title) => (
          <li key={title}>{title}</li>
        ))}
      </ul>
      <p className={css.buttons}>
        <Button size="compact-md" variant="subtle" onClick={() => mutate({ version })}>
          {t("Cerrar")}
        </Button>
        <Button size="compact-md" onClick={read}>
          {t("Ver qué cambió")}
        </Button>
      </p>
    </section>
  );
}
const FIRST_TITLES = 3;

/** To a new user everything is new, so that their news begin with the next release. */
function useNewsOfNewUser({ news, version }: HelpMarks): void {
  const { mutate } = useMarkHelp();
  useEffect(() => {
    if (news === null) mutate({ version });
  }, [news, version, mutate]);
}
