import { WireError } from "./errors";
import { asRecord } from "./parse";
import { type AskFactor, withKnownPassword, withSecondFactor } from "./second-factor";

export interface Credentials {
  userId: string;
  token: string;
}

export type Query = Record<string, string | number | boolean | undefined>;

export interface UploadOptions {
  fields?: Record<string, string>;
  fileField?: string;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** The `/api/v1` door. Answers are plain objects, still to be parsed; refusals are `WireError`s. */
export class RestClient {
  private readonly base: string;
  private readonly unauthorizedListeners = new Set<() => void>();
  credentials: Credentials | undefined;
  /** Asks the person for a second factor when an act needs one. */
  askFactor: AskFactor | undefined;

  constructor(origin: string) {
    this.base = `${origin}/api/v1/`;
  }

  /** Called when the server no longer accepts the credentials. */
  onUnauthorized(listener: () => void): () => void {
    this.unauthorizedListeners.add(listener);
    return () => this.unauthorizedListeners.delete(listener);
  }

  get(path: string, query: Query = {}): Promise<Record<string, unknown>> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) parameters.set(name, String(value));
    }
    const search = parameters.size > 0 ? `?${parameters}` : "";
    return this.request(`${path}${search}`, { method: "GET" });
  }

  delete(path: string) {
    return this.request(path, { method: "DELETE" });
  }

  post(path: string, body: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    return this.request(path, asPost(body, headers));
  }

  /** For acts that carry the person's password anyway, which is then not asked for once more. */
  postWithPassword(path: string, body: Record<string, unknown>, hash: string | undefined) {
    return this.request(path, asPost(body), withKnownPassword(hash, this.askFactor));
  }

  /** Fields and files of a form, without progress. Files that are not there are left out. */
  uploadForm(path: string, fields: Record<string, string>, files: Record<string, File | undefined>) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const [name, file] of Object.entries(files))
      if (file !== undefined) form.append(name, file, file.name);
    return this.request(path, { method: "POST", body: form });
  }

  /** XMLHttpRequest, because fetch cannot report upload progress. */
  upload(path: string, file: File, options: UploadOptions = {}): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
      form.append(options.fileField ?? "file", file, file.name);
      const request = new XMLHttpRequest();
      request.open("POST", this.base + path);
      for (const [name, value] of Object.entries(this.authHeaders())) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
      });
      request.addEventListener("load", () => {
        try {
          resolve(this.accept(request.status, readJson(request.responseText)));
        } catch (error) {
          reject(error as WireError);
        }
      });
      request.addEventListener("error", () =>
        reject(new WireError("connection-lost", "The upload was interrupted.")),
      );
      request.addEventListener("abort", () => reject(new WireError("aborted", "The upload was cancelled.")));
      options.signal?.addEventListener("abort", () => request.abort());
      request.send(form);
    });
  }

  private request(path: string, init: RequestInit, ask = this.askFactor): Promise<Record<string, unknown>> {
    return withSecondFactor(ask, (factor) =>
      this.send(
        path,
        factor === undefined
          ? init
          : {
              ...init,
              headers: { ...init.headers, "x-2fa-code": factor.code, "x-2fa-method": factor.method },
            },
      ),
    );
  }

  private async send(path: string, init: RequestInit): Promise<Record<string, unknown>> {
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        ...init,
        headers: { ...init.headers, ...this.authHeaders() },
      });
    } catch {
      throw new WireError("connection-lost", "The server cannot be reached.");
    }
    return this.accept(response.status, readJson(await response.text()));
  }

  private accept(status: number, body: Record<string, unknown>): Record<string, unknown> {
    if (status < 400 && body.success !== false && body.status !== "error") return body;
    const code = String(body.errorType ?? body.error ?? (status === 401 ? "unauthorized" : `http-${status}`));
    if (status === 401 && this.credentials !== undefined && !code.startsWith("totp-")) {
      for (const listener of this.unauthorizedListeners) listener();
    }
    const message = String(body.message ?? body.reason ?? body.error ?? code);
    throw new WireError(code, message, status, asRecord(body.details));
  }

  private authHeaders(): Record<string, string> {
    if (this.credentials === undefined) return {};
    return { "X-Auth-Token": this.credentials.token, "X-User-Id": this.credentials.userId };
  }
}

const asPost = (body: Record<string, unknown>, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
});

function readJson(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    // A few doors answer with a bare list.
    return Array.isArray(parsed) ? { items: parsed } : asRecord(parsed);
  } catch {
    return {};
  }
}
