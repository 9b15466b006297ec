import { describe, expect, it } from "@jest/globals";
import { AwsError, ConnectionError } from "../../../core/aws/aws-error.ts";
import { createFaultLog, faultOf } from "../../../verifier/faults.ts";

const places = { tableName: "keys", pepperSecretArn: "pepper", region: "eu-west-1" };
const named = (name: string) => Object.assign(new Error("none found"), { name });

describe("a fault", () => {
  it.each([
    [
      new AwsError(400, "ResourceNotFoundException", {}),
      "Check that the table keys is in eu-west-1",
    ],
    [
      new AwsError(400, "AccessDeniedException", {}),
      "Allow dynamodb:Query and dynamodb:UpdateItem",
    ],
    [new AwsError(400, "UnrecognizedClientException", {}), "Check the AWS credentials"],
    [new AwsError(403, "InvalidSignatureException", {}), "Check the AWS credentials"],
    [new AwsError(400, "ExpiredTokenException", {}), "Check the AWS credentials"],
    [new Error("the pepper secret is empty"), "Check that pepper is the stack's output"],
    [named("CredentialsProviderError"), "Give this process AWS credentials"],
    [
      new ConnectionError("dynamodb.example: failed", { cause: { code: "ENOTFOUND" } }),
      "dynamodb.example: failed. The connection ended by ENOTFOUND. Check that this server can reach",
    ],
    [
      new ConnectionError("dynamodb.example: timed out"),
      "timed out. Check that this server can reach that address, and that eu-west-1 is the region",
    ],
  ])("says what to do: %s", (error, advice) => {
    const fault = faultOf(error, places);
    expect(fault.message).toMatch(/^A key could not be checked: /);
    expect(fault.message).toContain(advice);
    expect(fault.cause).toBe(error);
  });

  it.each<[unknown, string]>([
    [new AwsError(400, "ValidationException", {}), "ValidationException (HTTP 400)"],
    [new Error("the verifier is closed"), "the verifier is closed"],
    ["a text", "an unknown error"],
    [undefined, "an unknown error"],
  ])("gives no advice where none is known, whatever was thrown: %s", (error, message) => {
    expect(faultOf(error, places).message).toBe(`A key could not be checked: ${message}`);
  });

  it("is printed at most every ten seconds, with the number of those that were not", () => {
    const lines: string[] = [];
    let nowMs = 0;
    const log = createFaultLog(
      (line) => lines.push(line),
      () => nowMs,
    );
    for (let failed = 0; failed < 100; failed++) log(new Error("down"));
    nowMs = 10_000;
    log(new Error("down"));
    expect(lines).toEqual(["latchkey: down", "latchkey: down (and 99 more since)"]);
  });
});
