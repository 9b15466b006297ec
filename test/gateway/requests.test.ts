import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { startIssuer, type TestIssuer } from "../support/issuer.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

/* Reach: a local run with its access log; the local CloudWatch Logs is another program than AWS's. */

let issuer: TestIssuer;
let latchkey: RunningLatchkey;
let accountId: string;

beforeAll(async () => {
  issuer = await startIssuer("not known yet");
  latchkey = await startLocal({ port: 0, oidcIssuer: issuer.url, reportFailure: () => {} });
  issuer.audience = latchkey.oidcAudience ?? "";
  accountId = await newAccount(latchkey, "agency");
});

afterAll(async () => {
  await latchkey.stop();
  await issuer.stop();
});

async function loggedAs(token: string) {
  const { headers } = await callModels(latchkey, token);
  return manage(latchkey, "GET", `/requests/${headers.get("x-amzn-requestid")}`);
}

describe("a request that is looked up", () => {
  it("tells what became of it, and whose key it was", async () => {
    const { id, key } = await newKeyOf(latchkey, accountId);
    expect(await loggedAs(key)).toMatchObject({
      status: 200,
      json: {
        method: "GET",
        resource: "/v1/models",
        status: 200,
        verdict: "admitted",
        reason: null,
        key_id: id,
        account_id: accountId,
        source_ip: "127.0.0.1",
      },
    });
  });

  it("tells why it was refused, where its caller was told the same for all reasons", async () => {
    const rotated = await newKeyOf(latchkey, accountId);
    const path = `/accounts/${accountId}/keys`;
    await manage(latchkey, "POST", `${path}/${rotated.id}/rotate`);
    const paused = await newKeyOf(latchkey, accountId);
    await manage(latchkey, "PATCH", `${path}/${paused.id}`, { is_active: false });
    const noScope = await newKeyOf(latchkey, accountId, { scopes: [] });
    for (const [{ id, key }, status, reason] of [
      [rotated, 401, "superseded"],
      [paused, 401, "paused"],
      [noScope, 403, "scope"],
    ] as const) {
      const { json } = await loggedAs(key);
      expect(json).toMatchObject({ status, reason, key_id: id, account_id: accountId });
    }
  });

  it("names no account where there is no such key, and never a secret", async () => {
    const { key } = await newKeyOf(latchkey, accountId);
    const malformed = await loggedAs(`${key}x`);
    expect(malformed.json).toMatchObject({ status: 401, reason: "malformed", account_id: null });
    const { text } = await loggedAs(key);
    expect(text).not.toContain(key.slice(-38));
  });
});

describe("the health of the service", () => {
  it("is that of every part, with the versions of the pepper", async () => {
    const { json } = await manage(latchkey, "GET", "/health");
    expect(json).toMatchObject({ status: "ok", pepper: { active: "v1", versions: ["v1"] } });
    expect(json.parts.map(({ part }: { part: string }) => part)).toEqual([
      "table",
      "pepper_secret",
      "origin_secret",
      "operator_token_secret",
      "access_log",
      "issuer",
    ]);
  });

  it("names the issuer where that is down, and lets operators in all the same", async () => {
    await issuer.stop();
    const { json } = await manage(latchkey, "GET", "/health");
    const failing = json.parts.filter(({ status }: { status: string }) => status === "failing");
    expect(failing).toMatchObject([{ part: "issuer", fault: "IssuerFault" }]);
    expect(json.status).toBe("failing");
  });
});
