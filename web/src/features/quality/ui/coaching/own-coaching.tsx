/** Mis acompañamientos: the advisor's own list, and one of them. */
import css from "../quality.module.css";
import { CoachingPage } from "./coaching";
import { OwnCoachingList } from "./own-coaching-list";

export default function OwnCoachingScreen({ id }: { id: string }) {
  return <div className={css.screen}>{id ? <CoachingPage key={id} id={id} own /> : <OwnCoachingList alone />}</div>;
}
