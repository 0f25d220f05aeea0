import { expect, it } from "vitest";
import { reservedSize } from "./media";

it("reserves the size of a picture before it loads", () => {
  expect(reservedSize(1200, 800)).toEqual({ width: 420, height: 280 });
  expect(reservedSize(100, 50)).toEqual({ width: 100, height: 50 });
  expect(reservedSize(100, 5000)).toEqual({ width: 6, height: 320 });
  expect(reservedSize(undefined, undefined)).toEqual({ width: 320, height: 240 });
});
