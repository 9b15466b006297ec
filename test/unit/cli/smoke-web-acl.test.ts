import { describe, expect, it } from "@jest/globals";
import { webAclCheck } from "../../../cli/smoke/check-web-acl.ts";
import { House, type HouseOptions } from "../../../cli/smoke/house.ts";
import type { WireRequest, WireResponse } from "../../../cli/smoke/wire.ts";
import { contractConfig } from "../../support/contract-config.ts";

const perMinute = 100;

/** A deployment that blocks the management API for a minute, from so many requests on. */
class Front {
  requests = 0;
  nowMs = 0;
  #blockedAtMs: number | undefined;
  readonly #blocksFrom: number;
  readonly #refusal: string;

  constructor(blocksFrom: number, refusal = '{"error":"Forbidden","code":"forbidden"}') {
    this.#blocksFrom = blocksFrom;
    this.#refusal = refusal;
  }

  send({ path, method, headers }: WireRequest): WireResponse {
    if (!path.includes("/manage/")) return respond(200, "{}");
    if (method === "POST") return respond(201, '{"id":"AAAAAAAA","key":"made for a test"}');
    this.requests += 1;
    if (this.requests > this.#blocksFrom) this.#blockedAtMs ??= this.nowMs;
    const isBlocked = this.#blockedAtMs !== undefined && this.nowMs - this.#blockedAtMs < 60_000;
    if (isBlocked) return respond(403, this.#refusal);
    return headers.length > 0 ? respond(200, "{}") : respond(401, "{}");
  }
}

function respond(status: number, text: string): WireResponse {
  return { status, text, headers: { "content-type": "application/json" }, tookMs: 1 };
}

function run(front: Front, webAcl?: HouseOptions["webAcl"]) {
  const api = "https://keys.example.com/api";
  const house = new House({
    addresses: { publicApi: api, managementApi: api },
    operatorToken: "token",
    config: contractConfig,
    accountId: "smoke",
    samples: 10,
    wire: { send: async (_, request) => front.send(request), close: async () => {} },
    webAcl: webAcl ?? {
      perMinute,
      wait: async (ms) => {
        front.nowMs += ms;
      },
    },
  });
  return webAclCheck.run(house);
}

describe("the check of the web ACL", () => {
  it("floods until it is blocked, with the operator token too, and waits for the end", async () => {
    const front = new Front(2 * perMinute + 5);
    const { faults, measured } = await run(front);
    expect(faults).toEqual([]);
    expect(measured).toMatch(/^blocked after \d+ s, let through again after 6\d s$/);
  });

  it("finds that nothing is blocked", async () => {
    const { faults } = await run(new Front(Number.POSITIVE_INFINITY));
    expect(faults).toEqual(["no request was blocked within 180 s"]);
  });

  it("finds that the refusal has another form", async () => {
    const { faults = [] } = await run(new Front(0, '{"message":"Forbidden"}'));
    expect(faults.join()).toContain("no credential: error is absent");
  });

  it("says why it is skipped", async () => {
    const front = new Front(0);
    expect((await run(front, "untried")).skipped).toContain("--web-acl");
    expect(front.requests).toBe(0);
  });
});
