import { randomBytes } from "node:crypto";
import { describe, expect, it, jest } from "@jest/globals";
import { awsErrorFrom } from "../../../../core/aws/aws-error.ts";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { createRotatedSecret } from "../../../../core/store/rotated-secret.ts";
import { ample } from "../../../support/deadlines.ts";

const arn = "arn:operator-token";
const secret = randomBytes(32).toString("base64url");

/** A secret that has these versions alone. */
function secretWith(versions: Readonly<Record<string, string>>) {
  const call = jest.fn<JsonCall>(async (_, input) => {
    const { VersionStage }: { readonly VersionStage?: unknown } = input;
    const SecretString = versions[String(VersionStage)];
    if (SecretString !== undefined) return { SecretString };
    throw awsErrorFrom(400, '{"__type":"ResourceNotFoundException"}');
  });
  return { call, ...createRotatedSecret(call, arn, () => 0) };
}

describe("a secret that can be rotated", () => {
  it("is read with the version before it", async () => {
    const { call, accept } = secretWith({ AWSCURRENT: secret, AWSPREVIOUS: `${secret}-old` });
    expect(await accept(`${secret}-old`, ample)).toBe(true);
    expect(call.mock.calls.map(([operation, input]) => [operation, input])).toEqual([
      ["GetSecretValue", { SecretId: arn, VersionStage: "AWSCURRENT" }],
      ["GetSecretValue", { SecretId: arn, VersionStage: "AWSPREVIOUS" }],
    ]);
  });

  it("need not have been rotated yet", async () => {
    const { accept } = secretWith({ AWSCURRENT: secret });
    expect(await accept(secret, ample)).toBe(true);
    for (const wrong of ["", "undefined", `${secret}x`]) {
      expect(await accept(wrong, ample)).toBe(false);
    }
  });

  it("without a value is a fault that names it, even if the version before has one", async () => {
    for (const versions of [{}, { AWSPREVIOUS: secret }]) {
      const { accept, prefetch } = secretWith(versions);
      await expect(prefetch(ample)).rejects.toThrow(`the secret ${arn} has no value`);
      await expect(accept(secret, ample)).rejects.toThrow(`the secret ${arn} has no value`);
    }
  });

  it("is not read by a request if it was prefetched", async () => {
    const { call, accept, prefetch } = secretWith({ AWSCURRENT: secret });
    await prefetch(ample);
    expect(call).toHaveBeenCalledTimes(2);
    expect(await accept(secret, ample)).toBe(true);
    expect(call).toHaveBeenCalledTimes(2);
  });
});
