import { makeId } from "@parley/shared/wire/ids";

/** A file chosen and not yet sent, with the name and the words it will carry. */
export interface StagedFile {
  id: string;
  file: File;
  name: string;
  description: string;
}

const imageName = /^image\.(png|jpe?g|gif|webp)$/iu;

/** Browsers call every pasted picture "image.png": those get a name that says when. */
export function stageFile(file: File, now = new Date()): StagedFile {
  const kind = imageName.exec(file.name)?.[1];
  const stamp = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const name =
    kind === undefined ? file.name : `${stamp.slice(0, 19).replace("T", " ").replaceAll(":", "-")}.${kind}`;
  return { id: makeId(), file, name, description: "" };
}

/** The file to upload: the same bytes under the name chosen. */
export function namedFile({ file, name }: StagedFile): File {
  const wanted = name.trim();
  return wanted === "" || wanted === file.name ? file : new File([file], wanted, { type: file.type });
}
