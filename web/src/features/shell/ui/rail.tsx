/** The navigation: a rail at the left of a wide window, or a bar at the bottom of a narrow one. */
import { Menu, useMantineColorScheme } from "@mantine/core";
import { type ComponentType, type MouseEvent, useSyncExternalStore } from "react";
import type { Account } from "../../../api/types";
import {
  AnnouncementsIcon,
  BoardIcon,
  CallsIcon,
  ContractIcon,
  ControlIcon,
  CustomersIcon,
  DeskIcon,
  EscalationIcon,
  FilingIcon,
  HelpIcon,
  InboxIcon,
  KnowledgeIcon,
  KeyboardIcon,
  Logo,
  MessagesIcon,
  MoonIcon,
  MoreIcon,
  QualityIcon,
  StaffIcon,
  SignOutIcon,
  SunIcon,
  TrainingIcon,
  UsersIcon,
} from "../../../components/icons";
import { Link } from "../../../components/link";
import { initials } from "../../../formats";
import { navigate } from "../../../router";
import {
  CLIENTS_GROUP,
  CONTRACT_GROUP,
  CONTROL_GROUP,
  QUALITY_GROUP,
  type Route,
  railItems,
  STAFF_GROUP,
  TRAINING_GROUP,
} from "../../../routes";
import { barItems } from "../model/bar-items";
import css from "./shell.module.css";
import { addressOf } from "../../../practice-mode";
import { t } from "../../../i18n/translate";

const ROUTE_ICONS: Record<string, ComponentType> = {
  "/escritorio": DeskIcon,
  "/tablero": BoardIcon,
  "/llamadas": CallsIcon,
  "/bandeja": InboxIcon,
  "/radicar": FilingIcon,
  "/escalamientos": EscalationIcon,
  "/conocimiento": KnowledgeIcon,
  "/mensajes": MessagesIcon,
  "/anuncios": AnnouncementsIcon,
  "/usuarios": UsersIcon,
};
const GROUP_ICONS: Record<string, ComponentType> = {
  [CONTRACT_GROUP]: ContractIcon,
  [QUALITY_GROUP]: QualityIcon,
  [CLIENTS_GROUP]: CustomersIcon,
  [TRAINING_GROUP]: TrainingIcon,
  [CONTROL_GROUP]: ControlIcon,
  [STAFF_GROUP]: StaffIcon,
};
/** The width below which the style sheet places the navigation at the bottom: 60rem. */
const NARROW = "(max-width: 60rem)";

interface RailProps {
  account: Account;
  place: Route | undefined;
  showKeys: () => void;
  showHelp: () => void;
  leave: () => void;
}

interface Tool {
  name: string;
  label: string;
  act: () => void;
  icon: ComponentType;
}

export function Rail({ account, place, showKeys, showHelp, leave }: RailProps) {
  const tools = [
    { name: t("Ayuda"), label: t("Abrir o cerrar la ayuda de esta pantalla (?)"), act: showHelp, icon: HelpIcon },
    { name: t("Atajos"), label: t("Mostrar los atajos del teclado"), act: showKeys, icon: KeyboardIcon },
    useColorTool(),
  ];
  const items = railItems(account);
  const here = items.find(({ name }) => name === (place?.group ?? place?.name));
  const width = useBarWidth();
  const { shown, hidden, menu } =
    width === null ? { shown: items, hidden: [], menu: false } : barItems(items, here, width);
  return (
    <div className={css.rail}>
      <div className={css.mark}>
        <Logo />
      </div>
      <nav aria-label={t("Pantallas")}>
        <ul>
          {shown.map((item) => (
            <li key={item.name}>
              <RailLink name={item.name} place={item.to} here={item === here} />
            </li>
          ))}
          {menu && (
            <li>
              <MoreMenu items={hidden} tools={tools} />
            </li>
          )}
        </ul>
      </nav>
      <section className={css.tools} aria-label={t("Su cuenta y ayuda")}>
        {!menu && tools.map((tool) => <RailButton key={tool.label} tool={tool} />)}
        <RailButton tool={{ name: t("Salir"), label: t("Cerrar la sesión"), act: leave, icon: SignOutIcon }} />
        <AccountLink account={account} here={place?.path === "/cuenta"} />
      </section>
    </div>
  );
}

function useColorTool(): Tool {
  // With transitions, Mantine briefly writes a style tag, which the content security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const dark = colorScheme === "dark" || (colorScheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  return {
    name: dark ? t("Claro") : t("Oscuro"),
    label: dark ? t("Cambiar a colores claros") : t("Cambiar a colores oscuros"),
    act: () => setColorScheme(dark ? "light" : "dark"),
    icon: dark ? SunIcon : MoonIcon,
  };
}

/** Return the width of the window while the navigation is at its bottom; null while it is at its left. */
const useBarWidth = (): number | null =>
  useSyncExternalStore(watchWidth, () => (matchMedia(NARROW).matches ? window.innerWidth : null));

function watchWidth(changed: () => void): () => void {
  addEventListener("resize", changed);
  return () => removeEventListener("resize", changed);
}

/** What the bar has no room for: screens, and the tools. */
function MoreMenu({ items, tools }: { items: readonly { name: string; to: Route }[]; tools: readonly Tool[] }) {
  return (
    <Menu position="top-end" width={260} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={css.item}>
          <MoreIcon />
          {t("Más")}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ name, to }) => (
          <Menu.Item key={name} leftSection={<RouteIcon place={to} />} onClick={() => navigate(to.path)}>
            {name}
          </Menu.Item>
        ))}
        {items.length > 0 && <Menu.Divider />}
        {tools.map(({ label, act, icon: Icon }) => (
          <Menu.Item key={label} leftSection={<Icon />} onClick={act}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountLink({ account, here }: { account: Account; here: boolean }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate("/cuenta");
  };
  return (
    <a
      href={addressOf("/cuenta")}
      className={`${css.item} ${css.person}`}
      aria-current={here ? "page" : undefined}
      title={`${account.name} (${account.user})`}
      onClick={follow}
    >
      <span aria-hidden="true">{initials(account.name)}</span>
      <span className="unseen">{t("Su cuenta: {name}", { name: account.name })}</span>
    </a>
  );
}

function RouteIcon({ place }: { place: Route }) {
  const Icon = (place.group ? GROUP_ICONS[place.group] : ROUTE_ICONS[place.path]) ?? CallsIcon;
  return <Icon />;
}

function RailLink({ name, place, here }: { name: string; place: Route; here: boolean }) {
  return (
    <Link to={place.path} className={css.item} aria-current={here ? "page" : undefined} data-tour={name}>
      <RouteIcon place={place} />
      {name}
    </Link>
  );
}

function RailButton({ tool: { name, label, act, icon: Icon } }: { tool: Tool }) {
  return (
    <button
      type="button"
      className={css.item}
      onClick={act}
      aria-label={`${name}: ${label}`}
      title={label}
      data-tour={name.toLowerCase()}
    >
      <Icon />
      <span className={css.name}>{name}</span>
    </button>
  );
}
