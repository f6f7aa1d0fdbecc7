/** A guide of docs/guias, compiled at build time (scripts/guides.ts). */
declare module "*.md" {
  const guide: import("./features/help/model/guide").Guide;
  export default guide;
}
/** The guides by audience, as docs/guias/README.md lists them. */
declare module "virtual:help-contents" {
  const audiences: readonly import("./features/help/model/guide").Audience[];
  export default audiences;
}
/** The words of each section of each guide. */
declare module "virtual:help-texts" {
  const texts: readonly import("./features/help/model/guide").SectionText[];
  export default texts;
}
