/** Mantine's theme, which maps Mantine's colour names onto tokens.css, so that its components and ours agree. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const tinta: MantineColorsTuple = [
  "#e6f4f3",
  "#cfe6e5",
  "#a1cfcd",
  "#6fb6b4",
  "#47a09e",
  "#2a8f8e",
  "#0f7f7f",
  "#0b6a6c",
  "#095456",
  "#073f42",
];
const brasa: MantineColorsTuple = [
  "#fff5e0",
  "#ffe9c4",
  "#fed38c",
  "#fbbd52",
  "#f5ac27",
  "#e39a13",
  "#b97806",
  "#925c00",
  "#6f4500",
  "#4d2f00",
];
const ladrillo: MantineColorsTuple = [
  "#fdeceb",
  "#f8d5d2",
  "#eea9a4",
  "#e47c74",
  "#da574d",
  "#c83f34",
  "#b13127",
  "#92261e",
  "#741c16",
  "#57140f",
];

const lila: MantineColorsTuple = [
  "#f3eefc",
  "#e3d9f7",
  "#c9b6ee",
  "#ae92e4",
  "#9674d9",
  "#8059ca",
  "#6d48b8",
  "#5b3aa1",
  "#482d82",
  "#352060",
];

/* Mantine's greys, tinted towards the ink colour. */
const dark: MantineColorsTuple = [
  "#e6f1ef",
  "#c3d6d4",
  "#a6bfbd",
  "#7f9c9f",
  "#64848a",
  "#3a5a61",
  "#183137",
  "#12272b",
  "#0c1c1f",
  "#071214",
];
const gray: MantineColorsTuple = [
  "#f3f7f6",
  "#e9f0ee",
  "#dfe8e6",
  "#d2dedb",
  "#76908e",
  "#6d8785",
  "#647e7c",
  "#566f6e",
  "#45605f",
  "#0e2a2e",
];

export const theme = createTheme({
  colors: { dark, gray, tinta, brasa, ladrillo, lila },
  primaryColor: "tinta",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.2,
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font)",
  defaultRadius: "md",
  radius: { sm: "4px", md: "8px", lg: "12px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Button: { defaultProps: { variant: "filled" } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, transitionProps: { duration: 0 } } },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, shadow: "md" } },
  },
});

const shared = {
  "--mantine-color-body": "var(--paper)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-2)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--sheet)",
  "--mantine-color-default-hover": "var(--sheet-2)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--edge-control)",
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
