import { afterEach, describe, expect, it } from "@jest/globals";
import { type AwsServiceOptions, createAwsService } from "../../../verifier/aws-service.ts";
import { ample } from "../../support/deadlines.ts";
import {
  type CannedResponse,
  type JsonServer,
  startJsonServer,
} from "../../support/json-server.ts";

/* Reach: an HTTP server of this test's own on 127.0.0.1. */

let server: JsonServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const credentials: AwsServiceOptions["credentials"] = {
  ready: async () => {},
  renew: async () => {},
  current: () => ({ accessKeyId: "local", secretAccessKey: "local" }),
};
const ok: CannedResponse = { status: 200, body: "{}" };
const refusal = (type: string): CannedResponse => ({
  status: 400,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}` }),
});

/** A service that gives these answers in turn, the last one for good. */
async function serviceThat(...answers: readonly CannedResponse[]) {
  const started = await startJsonServer(answers);
  server = started;
  const { call } = createAwsService({
    service: "dynamodb",
    endpoint: started.endpoint,
    region: "us-east-1",
    credentials,
    maxConnections: 1,
    attemptTimeoutMs: 60_000,
    clocks: { monotonicMs: () => performance.now(), wallEpochMs: Date.now },
  });
  return { ask: () => call("UpdateItem", {}, ample), requests: started.requests };
}

describe("a call that AWS refuses", () => {
  it("is made once more if its answer is the first to tell the time that it was to be signed by", async () => {
    const { ask, requests } = await serviceThat(refusal("InvalidSignatureException"), ok);
    expect(await ask()).toEqual({});
    expect(requests).toHaveLength(2);
  });

  it("is made once if that time was known: the secret is wrong", async () => {
    const { ask, requests } = await serviceThat(ok, refusal("InvalidSignatureException"));
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: "InvalidSignatureException" });
    expect(requests).toHaveLength(2);
  });

  it.each(["ConditionalCheckFailedException", "AccessDeniedException"])(
    "is made once for any other reason: %s",
    async (code) => {
      const { ask, requests } = await serviceThat(refusal(code));
      await expect(ask()).rejects.toMatchObject({ code });
      await expect(ask()).rejects.toMatchObject({ code });
      expect(requests).toHaveLength(2);
    },
  );
});
