/** The English catalogue: a file for each folder of `features`, and one for what several of them say. */
const files: Record<string, Record<string, string>> = import.meta.glob("./*.json", { eager: true, import: "default" });

export default Object.assign({}, ...Object.values(files)) as Record<string, string>;
