import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { attempts, pauseSecondsAfter, pausesSeconds } from "../../../../core/webhook/pauses.ts";
import {
  parseWebhookSecrets,
  secretText,
  signatureHeaders,
} from "../../../../core/webhook/signing.ts";

const newSecret = () => randomBytes(32).toString("base64");
const body = JSON.stringify({ object: "event", name: "Zürich" });

describe("a webhook's signature", () => {
  it("is good for the public library, with the secret in use and with the one before", () => {
    const [current, previous, other] = [newSecret(), newSecret(), newSecret()];
    const headers = signatureHeaders({ current, previous }, "id-1", body, Date.now());
    for (const secret of [current, previous]) {
      expect(new Webhook(secretText(secret)).verify(body, headers)).toEqual(JSON.parse(body));
    }
    expect(() => new Webhook(secretText(other)).verify(body, headers)).toThrow();
    expect(() => new Webhook(secretText(current)).verify(`${body} `, headers)).toThrow();
    const finished = signatureHeaders({ current }, "id-1", body, Date.now());
    expect(() => new Webhook(secretText(previous)).verify(body, finished)).toThrow();
  });

  it("has the specification's headers", () => {
    const headers = signatureHeaders({ current: newSecret() }, "id-1", body, 1_800_000_000_999);
    expect(headers).toEqual({
      "webhook-id": "id-1",
      "webhook-timestamp": "1800000000",
      "webhook-signature": expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
    });
  });

  it("needs a secret of 24 bytes or more, and does not quote a malformed one", () => {
    // The secret that Secrets Manager generates: letters and digits alone.
    const generated = "aB3".repeat(15).slice(0, 44);
    expect(parseWebhookSecrets(JSON.stringify({ current: generated }))).toEqual({
      current: generated,
    });
    for (const text of ["", "{", '{"current":"short"}', '{"current":"p p p p"}']) {
      expect(() => parseWebhookSecrets(text)).toThrow(/^the webhook secret is malformed$/);
    }
  });
});

describe("the pauses between attempts", () => {
  it("grow, and last a day in all", () => {
    const sorted = [...pausesSeconds].sort((one, other) => one - other);
    expect(pausesSeconds).toEqual(sorted);
    const total = pausesSeconds.reduce((sum: number, pause) => sum + pause, 0);
    expect(total).toBeGreaterThanOrEqual(24 * 3600);
    expect(total).toBeLessThanOrEqual(26 * 3600);
  });

  it("fit SQS, whose longest visibility timeout is 12 hours, and end with the last attempt", () => {
    for (let attempt = 1; attempt < attempts; attempt++) {
      expect(pauseSecondsAfter(attempt, 0)).toBe(pausesSeconds[attempt - 1]);
      expect(pauseSecondsAfter(attempt, 0.999)).toBeLessThanOrEqual(43_200);
    }
    expect(pauseSecondsAfter(attempts, 0.5)).toBe(0);
  });
});
