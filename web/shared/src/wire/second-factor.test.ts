import { expect, test, vi } from "vitest";
import { WireError } from "./errors";
import { type FactorAnswer, withKnownPassword, withSecondFactor } from "./second-factor";

const required = () =>
  new WireError("totp-required", "TOTP required", 400, {
    method: "email",
    availableMethods: ["email", "password"],
  });

test("an act that needs no factor asks for none", async () => {
  const ask = vi.fn();
  expect(await withSecondFactor(ask, () => Promise.resolve("done"))).toBe("done");
  expect(ask).not.toHaveBeenCalled();
});

test("the act is done again with the code, and a wrong code is asked for again (ACC-028, ADM-003)", async () => {
  const seen: (FactorAnswer | undefined)[] = [];
  const demands: unknown[] = [];
  const codes = ["111111", "222222"];
  const result = await withSecondFactor(
    (demand) => {
      demands.push(demand);
      return Promise.resolve({ code: codes.shift() ?? "", method: demand.method });
    },
    (factor) => {
      seen.push(factor);
      if (factor === undefined) return Promise.reject(required());
      return factor.code === "222222"
        ? Promise.resolve("done")
        : Promise.reject(new WireError("totp-invalid", "Invalid"));
    },
  );
  expect(result).toBe("done");
  expect(seen.map((factor) => factor?.code)).toEqual([undefined, "111111", "222222"]);
  expect(demands).toEqual([
    { method: "email", others: ["email", "password"], isWrong: false },
    { method: "email", others: ["email", "password"], isWrong: true },
  ]);
});

test("who gives no code has done nothing", async () => {
  const act = vi.fn(() => Promise.reject(required()));
  await expect(withSecondFactor(() => Promise.resolve(undefined), act)).rejects.toMatchObject({
    code: "totp-cancelled",
  });
  expect(act).toHaveBeenCalledTimes(1);
});

test("other refusals pass through", async () => {
  const refusal = new WireError("error-not-allowed", "Not allowed");
  await expect(withSecondFactor(vi.fn(), () => Promise.reject(refusal))).rejects.toBe(refusal);
});

test("an act that carries the password does not ask for it once more, and says when it is wrong (ACC-023)", async () => {
  const demand = { method: "password" as const, others: [], isWrong: false };
  const ask = vi.fn(() => Promise.resolve(undefined));
  const known = withKnownPassword("hash", ask);
  expect(await known?.(demand)).toEqual({ code: "hash", method: "password" });
  await expect(async () => known?.({ ...demand, isWrong: true })).rejects.toMatchObject({
    code: "error-invalid-password",
  });
  expect(ask).not.toHaveBeenCalled();
  await known?.({ ...demand, method: "totp" });
  expect(ask).toHaveBeenCalledTimes(1);
});
