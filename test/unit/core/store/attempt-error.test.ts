import { expect, it } from "@jest/globals";
import { failureOf } from "../../../../core/store/attempt-error.ts";

const answered = (status: number, name: string) =>
  Object.assign(new Error("x"), { name, $metadata: { httpStatusCode: status } });
const broken = (code: string) =>
  Object.assign(new Error("x"), { code, $metadata: { attempts: 1 } });

it.each([
  ["refused", answered(400, "ValidationException")],
  ["refused", answered(400, "TransactionCanceledException")],
  ["refused", answered(400, "AccessDeniedException")],
  ["postponed", answered(400, "ThrottlingException")],
  ["postponed", answered(400, "ProvisionedThroughputExceededException")],
  ["postponed", broken("ECONNREFUSED")],
  ["postponed", broken("ENOTFOUND")],
  ["unknown", answered(400, "TransactionInProgressException")],
  ["unknown", answered(500, "InternalServerError")],
  ["unknown", answered(503, "ServiceUnavailable")],
  ["unknown", broken("ECONNRESET")],
  ["unknown", new Error("given up")],
  ["unknown", undefined],
] as const)("an attempt is %s after %s", (failure, error) => {
  expect(failureOf(error)).toBe(failure);
});
