import { describe, expect, it, jest } from "@jest/globals";
import { awsErrorFrom, ConnectionError } from "../../../../core/aws/aws-error.ts";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { readSecret } from "../../../../core/aws/secret.ts";
import { ample } from "../../../support/deadlines.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x";
const answering = (answer: unknown) => jest.fn<JsonCall>().mockResolvedValue(answer);
const failing = (error: Error) => jest.fn<JsonCall>().mockRejectedValue(error);

describe("readSecret", () => {
  it("asks for the version in use, or for the one before it", async () => {
    const call = answering({ ARN: arn, SecretString: "text" });
    expect(await readSecret(call, arn, ample)).toBe("text");
    expect(await readSecret(call, arn, ample, "AWSPREVIOUS")).toBe("text");
    expect(call.mock.calls).toEqual([
      ["GetSecretValue", { SecretId: arn, VersionStage: "AWSCURRENT" }, ample],
      ["GetSecretValue", { SecretId: arn, VersionStage: "AWSPREVIOUS" }, ample],
    ]);
  });

  it("finds nothing where there is no version of that stage", async () => {
    const error = awsErrorFrom(400, '{"__type":"ResourceNotFoundException"}');
    expect(await readSecret(failing(error), arn, ample, "AWSPREVIOUS")).toBeUndefined();
  });

  it.each([
    ["AccessDenied", awsErrorFrom(400, '{"__type":"AccessDeniedException"}')],
    ["InvalidRequest", awsErrorFrom(400, '{"__type":"InvalidRequestException"}')],
    ["DecryptionFailure", awsErrorFrom(400, '{"__type":"DecryptionFailure"}')],
    ["no answer", new ConnectionError("no answer")],
  ])("passes any other fault on: %s", async (_, error) => {
    await expect(readSecret(failing(error), arn, ample)).rejects.toBe(error);
  });

  it.each([undefined, null, "text", {}, { SecretString: 5 }, { SecretBinary: "dGV4dA==" }])(
    "fails on an answer without text: %j",
    async (answer) => {
      await expect(readSecret(answering(answer), arn, ample)).rejects.toThrow(
        "the secret has no text",
      );
    },
  );
});
