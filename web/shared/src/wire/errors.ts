/** A refusal or failure reported by the server, or the lack of an answer. `code` is the stable wire identifier. */
export class WireError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, status = 0, details: Record<string, unknown> = {}) {
    super(message);
    this.name = "WireError";
    this.code = code;
    this.status = status;
    this.details = details;
  }

  /** True when the request may never have reached the server: repeating it later is right. */
  get isConnectionLoss(): boolean {
    return this.code === "connection-lost" || this.code === "offline" || this.code === "timeout";
  }
}

export function toWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  return new WireError("unexpected", error instanceof Error ? error.message : String(error));
}
