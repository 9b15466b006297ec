import { randomBytes } from "node:crypto";
import { describe, expect, it, jest } from "@jest/globals";
import { ConnectionError } from "../../../../core/aws/aws-error.ts";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { pepperFault } from "../../../../core/log-phrases.ts";
import { createWatchedKeyring } from "../../../../core/store/watched-keyring.ts";
import { ample } from "../../../support/deadlines.ts";

const secretOf = (active: string) => ({
  SecretString: JSON.stringify({ active, [active]: randomBytes(32).toString("hex") }),
});

describe("the peppers of a function whose log is watched", () => {
  it("are those of the secret, read anew if a version is needed that is not known", async () => {
    const call = jest.fn<JsonCall>().mockResolvedValueOnce(secretOf("v1"));
    const read = createWatchedKeyring(call, "arn", () => 0);
    expect((await read(ample)).activeVersion).toBe("v1");
    call.mockResolvedValueOnce(secretOf("v2"));
    expect((await read(ample, "v2")).activeVersion).toBe("v2");
  });

  it("fail in the words that the alarm looks for, and say why", async () => {
    const cause = new ConnectionError("no answer");
    const read = createWatchedKeyring(
      async () => Promise.reject(cause),
      "arn",
      () => 0,
    );
    const fault = await read(ample).catch((error: unknown) => error);
    expect(fault).toMatchObject({ message: pepperFault, cause });
  });
});
