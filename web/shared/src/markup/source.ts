/** The text being read and where reading must stop. Positions are UTF-16 offsets; ends are exclusive. */
export class Source {
  readonly text: string;
  /** Shorter than the text while the label of a link is read. */
  end: number;

  constructor(text: string) {
    this.text = text;
    this.end = text.length;
  }

  /** The UTF-16 unit at `position`, or -1 beyond the end. */
  at(position: number): number {
    return position < this.end ? this.text.charCodeAt(position) : -1;
  }

  codePoint(position: number): number {
    return position < this.end ? (this.text.codePointAt(position) ?? -1) : -1;
  }
}
