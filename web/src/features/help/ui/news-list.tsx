/** What is new in each release, for the user's roles. */
import type { Account } from "../../../api/types";
import { Link } from "../../../components/link";
import { Empty } from "../../../components/load-states";
import { inPractice } from "../../../practice-mode";
import { findRoute, mayOpen, type Route } from "../../../routes";
import { NEWS, type NewsEntry, newsFor } from "../model/news";
import { parseSection, type SectionAddress } from "../model/screen-sections";
import css from "./guide.module.css";
import { t } from "../../../i18n/translate";

export function NewsList({ account, follow }: { account: Account; follow: (to: SectionAddress) => void }) {
  const releases = newsFor(NEWS, account.roles);
  if (releases.length === 0) return <Empty title={t("No hay cambios para su rol")} />;
  return (
    <>
      {releases.map(({ release, entries }) => (
        <section key={release} className={css.news} aria-label={t("Versión {release}", { release })}>
          <h3>{t("Versión {release}", { release })}</h3>
          <ul>
            {entries.map((each) => (
              <li key={each.title}>
                <Entry entry={each} account={account} follow={follow} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface EntryProps {
  entry: NewsEntry;
  account: Account;
  follow: (to: SectionAddress) => void;
}

function Entry({ entry: { title, text, screens, guide }, account, follow }: EntryProps) {
  const open = screens
    .map(findRoute)
    .filter((route): route is Route => route !== undefined && !inPractice && mayOpen(account, route));
  return (
    <>
      <strong>{title}</strong>
      <p>{text}</p>
      <p className={css.links}>
        <button type="button" onClick={() => follow(parseSection(guide))}>
          {t("Leer la guía")}
        </button>
        {open.map(({ path, name }) => (
          <Link key={path} to={path}>
            {t("Abrir {name}", { name })}
          </Link>
        ))}
      </p>
    </>
  );
}
