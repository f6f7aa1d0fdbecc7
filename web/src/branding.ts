/** The look of the entity, which the server writes into the page (config/site/branding.py). */
const content = (name: string): string =>
  typeof document === "undefined"
    ? ""
    : (document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "");

/** The short name of the entity, or the product's. */
export const siteName = content("application-name") || "Atención";

/** The address of the entity's logo, or an empty text. */
export const logoAddress = content("atencion-logo");

/** Return the title of the page for a screen. */
export const pageTitle = (screen: string): string => (screen === siteName ? screen : `${screen} · ${siteName}`);
