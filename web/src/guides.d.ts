/** A guide of docs/guias, written as HTML when the screens are built. */
declare module "*.md" {
  const html: string;
  export default html;
}
