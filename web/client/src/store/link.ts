import type { DdpClient } from "@parley/shared/wire/ddp-client";
import { toWireError } from "@parley/shared/wire/errors";
import type { RestClient } from "@parley/shared/wire/rest-client";
import { type AskFactor, withSecondFactor } from "@parley/shared/wire/second-factor";

/** Both doors of the server. */
export class Link {
  readonly rest: RestClient;
  readonly ddp: DdpClient;
  /** Asks the person for a second factor, for acts of both doors. */
  private askFactor: AskFactor | undefined;

  constructor(rest: RestClient, ddp: DdpClient) {
    this.rest = rest;
    this.ddp = ddp;
  }

  /** Acts once, now: fails when there is no connection. */
  call(method: string, ...params: unknown[]): Promise<unknown> {
    return withSecondFactor(this.askFactor, (factor) =>
      factor === undefined
        ? this.ddp.call(method, ...params)
        : this.ddp.call(method, ...params, {
            twoFactorCode: factor.code,
            twoFactorMethod: factor.method,
          }),
    );
  }

  onFactorNeeded(ask: AskFactor): void {
    this.askFactor = ask;
    this.rest.askFactor = ask;
  }

  /** Reads something: waits for a connection, and asks again when it is lost meanwhile. */
  async read(method: string, ...params: unknown[]): Promise<unknown> {
    for (;;) {
      await this.whenReady();
      try {
        return await this.ddp.call(method, ...params);
      } catch (caught) {
        const error = toWireError(caught);
        if (error.code === "too-many-requests") await pause(2000);
        else if (!error.isConnectionLoss || error.code === "timeout") throw error;
      }
    }
  }

  whenReady(): Promise<void> {
    if (this.ddp.status === "ready") return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.ddp.onStatus((status) => {
        if (status !== "ready") return;
        stop();
        resolve();
      });
    });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
