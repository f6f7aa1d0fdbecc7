/** Sitio: what is in force, its publications, and the drafts of the next one. */
import { usePath } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import { sitePlace } from "../model/addresses";
import { DraftScreen } from "./draft-screen";
import { Overview } from "./overview";
import { PublicationScreen } from "./publication-screen";

export default function SiteScreen() {
  const place = sitePlace(usePath());
  return (
    <div className={page.screen}>
      {place.kind === "publication" ? (
        <PublicationScreen key={place.publication} publication={place.publication} />
      ) : place.kind === "draft" ? (
        <DraftScreen key={place.draft} id={place.draft} />
      ) : (
        <Overview />
      )}
    </div>
  );
}
