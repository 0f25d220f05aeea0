import {
  isDigit,
  isHostCharacter,
  isLetter,
  isMailLocalCharacter,
  isSchemeCharacter,
  isTrailingPunctuation,
  isUnicodeSpace,
} from "./characters";
import { type Found, linkTo, plain } from "./nodes";
import type { Source } from "./source";
import { topLevelDomains } from "./tables";
import type { Inline } from "./tree";

/** Addresses at a position: bare ones, mail, telephone, and the target of a labelled link. */
export class AddressReader {
  private readonly source: Source;
  private readonly customDomains: readonly string[];
  // Each of these remembers where a scan found nothing, so that it is not made again from within.
  private noMail = { from: 0, to: 0 };
  private noHost = { from: 0, to: 0 };
  private noScheme = { from: 0, to: 0 };
  private targetRun = { from: 0, to: 0 };

  constructor(source: Source, customDomains: readonly string[]) {
    this.source = source;
    this.customDomains = customDomains.map((domain) => domain.toLowerCase());
  }

  /** Runs `read` on a part of the text, whose end hides mail addresses that the whole would show. */
  within<T>(end: number, read: () => T): T {
    const outer = { end: this.source.end, noMail: this.noMail };
    this.source.end = end;
    const result = read();
    this.source.end = outer.end;
    this.noMail = outer.noMail;
    return result;
  }

  mail(p: number): Found<Inline> | null {
    if (p >= this.noMail.from && p < this.noMail.to) return null;
    let isAddress = true;
    let q = p;
    for (;;) {
      const c = this.source.at(q);
      if (c === 47 || c === 35 || c === 63) isAddress = false;
      else if (!isMailLocalCharacter(c) && !(c === 46 && q > p && this.source.at(q - 1) !== 46)) break;
      q++;
    }
    if (this.source.at(q) !== 64 || q === p || this.source.at(q - 1) === 46) {
      this.noMail = { from: p, to: q };
      return null;
    }
    const hostStart = q + 1;
    let e = hostStart;
    while (
      isHostCharacter(this.source.at(e)) ||
      (this.source.at(e) === 46 && isHostCharacter(this.source.at(e + 1)))
    )
      e++;
    const dot = this.source.text.lastIndexOf(".", e - 1);
    if (dot <= hostStart) {
      this.noMail = { from: p, to: q };
      return null;
    }
    while (this.source.at(e - 1) === 95 || this.source.at(e - 1) === 45) e--;
    const address = this.source.text.slice(p, e);
    if (!isAddress) return { node: plain(address), end: e };
    if (!this.isPublicHost(this.source.text.slice(hostStart, e))) {
      this.noMail = { from: p, to: q };
      return null;
    }
    return { node: linkTo("mailto:" + address, [plain(address)]), end: e };
  }

  phone(p: number): Found<Inline> | null {
    let q = p + 1;
    let digits = "";
    const take = (): number => {
      const start = q;
      while (isDigit(this.source.at(q))) q++;
      digits += this.source.text.slice(start, q);
      return q - start;
    };
    if (this.source.at(q) === 40) {
      q++;
      if (take() === 0 || this.source.at(q) !== 41) return null;
      q++;
      if (this.source.at(q) === 45) q++;
      if (take() === 0) return null;
    } else if (take() === 0) return null;
    if (this.source.at(q) === 45 && isDigit(this.source.at(q + 1))) {
      q++;
      take();
    }
    if (digits.length < 5) return null;
    return { node: linkTo("tel:" + digits, [plain(this.source.text.slice(p, q))]), end: q };
  }

  /** A bare address; one whose host nobody can reach is text to its end. */
  bare(p: number): Found<Inline> | null {
    const end = this.bareEnd(p);
    if (end === null) return null;
    const typed = this.source.text.slice(p, end);
    const src = this.bareTarget(typed);
    return { node: src === null ? plain(typed) : linkTo(src, [plain(typed)]), end };
  }

  private afterScheme(p: number): number {
    if (!isLetter(this.source.at(p)) || (p >= this.noScheme.from && p < this.noScheme.to)) return p;
    let q = p;
    while (isSchemeCharacter(this.source.at(q))) q++;
    if (this.source.at(q) === 58 && this.source.at(q + 1) === 47 && this.source.at(q + 2) === 47)
      return q + 3;
    this.noScheme = { from: p, to: q };
    return p;
  }

  /**
   * Where the address-like text at `p` ends; null when it does not look like an address.
   * Glued to text it ends also at what closes a link target.
   */
  bareEnd(p: number, endsAtCloser = false): number | null {
    let q = this.afterScheme(p);
    if (q === p && p >= this.noHost.from && p < this.noHost.to) return null;
    const hostStart = q;
    while (isHostCharacter(this.source.at(q)) && !isUnicodeSpace(this.source.at(q))) q++;
    if (hostStart > p) {
      // A name and password may stand before the host.
      let user = q;
      while (
        isHostCharacter(this.source.at(user)) ||
        ":%.$&!+".includes(this.source.text.charAt(user) || " ")
      )
        user++;
      if (this.source.at(user) === 64) {
        for (q = user + 1; isHostCharacter(this.source.at(q)) && !isUnicodeSpace(this.source.at(q));) q++;
      }
    }
    const hasDot =
      q > hostStart &&
      this.source.at(q - 1) !== 95 &&
      this.source.at(q) === 46 &&
      isHostCharacter(this.source.at(q + 1));
    if (
      !hasDot &&
      !(q - hostStart === 9 && this.source.text.slice(hostStart, q).toLowerCase() === "localhost")
    ) {
      if (hostStart === p) this.noHost = { from: p, to: q };
      return null;
    }
    for (; ; q++) {
      const c = this.source.at(q);
      if (c === -1 || isUnicodeSpace(c)) return q;
      if (endsAtCloser && (c === 41 || c === 92 || c === 124)) return q;
      if (isTrailingPunctuation(c) && isUnicodeSpace(this.source.at(q + 1))) return q;
    }
  }

  private bareTarget(typed: string): string | null {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed);
    if (scheme !== null && isUnsafeScheme(scheme[1] ?? "")) return null;
    const rest = scheme === null ? typed : typed.slice(scheme[0].length);
    const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
    const match = /^(?:.*@)?([^@:]*)(:[0-9]*)?$/.exec(authority);
    if (match === null) return null;
    const host = match[1] ?? "";
    if (host.toLowerCase() !== "localhost" && !this.isPublicHost(host)) return null;
    return scheme !== null || match[2] !== undefined ? typed : "//" + typed;
  }

  private isPublicHost(host: string): boolean {
    const name = host.replace(/\.+$/, "");
    const labels = name.split(".");
    if (name.length > 255 || labels.length < 2) return false;
    for (const label of labels) {
      if (label.length === 0 || label.length > 63) return false;
      if (label.startsWith("-") || label.endsWith("-")) return false;
      for (let i = 0; i < label.length; i++) if (!isHostCharacter(label.charCodeAt(i))) return false;
    }
    if (name.startsWith("_")) return false;
    const lower = name.toLowerCase();
    const last = lower.slice(lower.lastIndexOf(".") + 1);
    return (
      topLevelDomains.has(last) || this.customDomains.some((d) => lower === d || lower.endsWith("." + d))
    );
  }

  /** An address in a labelled link, from `p` to the closer, which is not part of it. */
  target(p: number, closer: ")" | "|"): { src: string; end: number } | null {
    const c = this.source.at(p);
    if (c === 43) {
      const phone = this.phone(p);
      if (phone === null || this.source.text.charAt(phone.end) !== closer) return null;
      return { src: "tel:" + this.source.text.slice(p, phone.end).replace(/[^0-9]/g, ""), end: phone.end };
    }
    let q = p;
    if (isLetter(c)) while (isSchemeCharacter(this.source.at(q))) q++;
    const hasScheme = q > p && this.source.at(q) === 58;
    if (hasScheme) {
      if (isUnsafeScheme(this.source.text.slice(p, q))) return null;
      q++;
    } else {
      q = p;
      while (isHostCharacter(this.source.at(q)) && !isUnicodeSpace(this.source.at(q))) q++;
      if (q === p || this.source.at(q) !== 46) return null;
      q++;
    }
    const rest = q;
    if (rest >= this.targetRun.from && rest < this.targetRun.to && this.targetRun.to <= this.source.end) {
      q = this.targetRun.to;
    } else {
      for (;;) {
        const d = this.source.at(q);
        if (d === -1 || d === 124 || d === 41 || d === 92 || isUnicodeSpace(d)) break;
        q++;
      }
      this.targetRun = { from: rest, to: q };
    }
    return q > rest && this.source.text.charAt(q) === closer && q < this.source.end
      ? { src: this.source.text.slice(p, q), end: q }
      : null;
  }
}

function isUnsafeScheme(scheme: string): boolean {
  const lower = scheme.toLowerCase();
  return lower === "javascript" || lower === "vbscript" || lower === "data";
}
