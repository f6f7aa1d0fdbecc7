/** A guide of docs/guias, converted to HTML at build time. */
declare module "*.md" {
  const html: string;
  export default html;
}
