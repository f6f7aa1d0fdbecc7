/** A version of the material of a course: its link, its file or the document that it names. */
import { materialFilePath, type TrainingFile } from "../../../api/training";
import { materialVersion, sizeText } from "../model/labels";
import quality from "../../quality/ui/quality.module.css";
import { t } from "../../../i18n/translate";

interface MaterialProps {
  course: string;
  material: {
    version: number;
    title: string;
    address: string;
    minutes: number;
    file: TrainingFile | null;
  };
  /** Whether the reader trains with it. */
  own?: boolean;
}

export function Material({ course, material, own = false }: MaterialProps) {
  const { version, title, address, minutes, file } = material;
  const isLink = /^https?:\/\//.test(address);
  return (
    <>
      {file ? (
        <a href={materialFilePath(course, version, own)} download>
          {title}
        </a>
      ) : isLink ? (
        <a href={address} rel="noreferrer noopener" target="_blank">
          {title}
        </a>
      ) : (
        title
      )}
      <span className={quality.below}>
        {[
          materialVersion(version),
          t("{minutes} minutos", { minutes }),
          file ? `${file.name}, ${sizeText(file.size)}` : isLink ? "" : address,
        ]
          .filter(Boolean)
          .join(", ")}
      </span>
    </>
  );
}
