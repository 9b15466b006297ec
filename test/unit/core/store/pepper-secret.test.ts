import { randomBytes } from "node:crypto";
import { describe, expect, it, jest } from "@jest/globals";
import { awsErrorFrom, ConnectionError } from "../../../../core/aws/aws-error.ts";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { createReadKeyring } from "../../../../core/store/pepper-secret.ts";
import { ample } from "../../../support/deadlines.ts";

const pepper = () => randomBytes(32).toString("hex");
const secretOf = (active: string, ...versions: string[]) => ({
  SecretString: JSON.stringify({
    active,
    ...Object.fromEntries(versions.map((version) => [version, pepper()])),
  }),
});

function reader() {
  const call = jest.fn<JsonCall>().mockResolvedValue(secretOf("v1", "v1"));
  const clock = { nowEpochMs: 0 };
  return { call, clock, read: createReadKeyring(call, "arn", () => clock.nowEpochMs) };
}

describe("the peppers", () => {
  it("are fetched once and kept for five minutes", async () => {
    const { call, clock, read } = reader();
    expect((await read(ample)).activeVersion).toBe("v1");
    clock.nowEpochMs = 5 * 60_000 - 1;
    await read(ample);
    await read(ample, "v1");
    expect(call).toHaveBeenCalledTimes(1);
    clock.nowEpochMs = 5 * 60_000;
    await read(ample);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it("are fetched anew at once where a version is needed that is not known", async () => {
    const { call, read } = reader();
    await read(ample);
    call.mockResolvedValue(secretOf("v2", "v1", "v2"));
    expect((await read(ample, "v2")).activeVersion).toBe("v2");
    expect((await read(ample)).activeVersion).toBe("v2");
    expect(call).toHaveBeenCalledTimes(2);
  });

  it("are fetched once for all who need the same new version", async () => {
    const { call, read } = reader();
    await read(ample);
    call.mockResolvedValue(secretOf("v2", "v1", "v2"));
    await Promise.all([read(ample, "v2"), read(ample, "v2"), read(ample, "v2")]);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it("are out of reach where the secret is, and back as soon as it is", async () => {
    const { call, read } = reader();
    call.mockRejectedValueOnce(new ConnectionError("no answer"));
    await expect(read(ample)).rejects.toThrow("no answer");
    expect((await read(ample)).activeVersion).toBe("v1");
  });

  it("are a fault where the secret is missing or malformed, never an empty keyring", async () => {
    const { call, read } = reader();
    call.mockRejectedValueOnce(awsErrorFrom(400, '{"__type":"ResourceNotFoundException"}'));
    await expect(read(ample)).rejects.toThrow("the pepper secret has no value");
    for (const SecretString of ["", "{}", "canary"]) {
      call.mockResolvedValueOnce({ SecretString });
      await expect(read(ample)).rejects.toThrow(/^pepper secret: /);
    }
    expect((await read(ample)).activeVersion).toBe("v1");
  });
});
