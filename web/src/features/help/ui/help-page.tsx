/** The guides: their table of contents by task and by role, the search, and one guide with its sections. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import audiences from "virtual:help-contents";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { navigate, useFragment } from "../../../router";
import { orderAudiences } from "../model/audiences";
import type { Guide } from "../model/guide";
import { useGuide } from "../model/load-guide";
import type { SectionAddress } from "../model/screen-sections";
import { TASKS } from "../model/tasks";
import css from "./guide.module.css";
import { GuideResults, GuideSearchField } from "./guide-search";
import { GuideText } from "./guide-text";
import { t } from "../../../i18n/translate";

const follow = ({ guide, section }: SectionAddress) =>
  navigate(section ? `/ayuda/${guide}#${section}` : `/ayuda/${guide}`);

export default function HelpScreen({ id: guide }: { id: string }) {
  const [typed, setTyped] = useState("");
  const go = (to: SectionAddress) => {
    setTyped("");
    follow(to);
  };
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-label={t("Ayuda")}>
        <GuideSearchField typed={typed} setTyped={setTyped} />
        {typed.trim() ? (
          <GuideResults typed={typed} follow={go} />
        ) : guide ? (
          <OneGuide key={guide} id={guide} />
        ) : (
          <Contents />
        )}
      </section>
    </div>
  );
}

const VIEWS = [
  ["task", t("Por tarea")],
  ["role", t("Por rol")],
] as const;

function Contents() {
  const [view, setView] = useState<"task" | "role">("task");
  return (
    <>
      <header className={css.head}>
        <h1>{t("Todas las guías")}</h1>
        <SegmentedControl label={t("Ordenar las guías")} options={VIEWS} value={view} onChange={setView} />
      </header>
      {view === "task" ? <TaskList /> : <AudienceList />}
    </>
  );
}

function TaskList() {
  return (
    <div className={css.columns}>
      {TASKS.map(({ name, tasks }) => (
        <section key={name} aria-label={name}>
          <h2>{name}</h2>
          <ul>
            {tasks.map(([task, address]) => (
              <li key={task}>
                <Link to={`/ayuda/${address}`}>{task}</Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function AudienceList() {
  const { data: account } = useQuery(accountQuery);
  return (
    <div className={css.columns}>
      {orderAudiences(audiences, account?.roles ?? []).map(({ audience, guides }) => (
        <section key={audience} aria-label={audience}>
          <h2>{audience}</h2>
          <ul>
            {guides.map(({ id, name, purpose }) => (
              <li key={id}>
                <Link to={`/ayuda/${id}`}>{name}</Link>
                <span className="quiet small">{purpose}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function OneGuide({ id }: { id: string }) {
  const { data: guide, error, refetch } = useGuide(id);
  if (error) return <Failure error={null} retry={() => void refetch()} title={t("No se pudo traer la guía.")} />;
  if (guide === undefined) return <Loading label={t("Trayendo la guía…")} />;
  if (guide === null)
    return (
      <Empty title={t("Esa guía no existe")}>
        <Link to="/ayuda">{t("Ver todas las guías")}</Link>
      </Empty>
    );
  return <GuideArticle guide={guide} />;
}

function GuideArticle({ guide }: { guide: Guide }) {
  const fragment = useFragment();
  useEffect(() => {
    const heading = fragment && document.getElementById(fragment);
    if (!heading) return;
    heading.scrollIntoView({ block: "start" });
    heading.focus({ preventScroll: true });
  }, [fragment]);
  return (
    <div className={css.article}>
      <nav aria-label={t("En esta guía")}>
        <p>
          <Link to="/ayuda">{t("← Todas las guías")}</Link>
        </p>
        <ul>
          {guide.sections
            .filter(({ level }) => level === 2)
            .map(({ id, title }) => (
              <li key={id}>
                <Link to={`/ayuda/${guide.id}#${id}`} aria-current={id === fragment ? "location" : undefined}>
                  {title}
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <article aria-labelledby="guia">
        <h1 id="guia">{guide.title}</h1>
        <GuideText sections={guide.sections} follow={follow} />
      </article>
    </div>
  );
}
