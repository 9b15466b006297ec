import type { LookupFunction } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createDeliver, type Deliver } from "../../../functions/events/deliver.ts";
import {
  type CannedResponse,
  type JsonServer,
  startJsonServer,
} from "../../support/json-server.ts";

let server: JsonServer | undefined;
let deliver: Deliver | undefined;

afterEach(async () => {
  deliver?.close();
  await server?.stop();
  server = undefined;
});

async function receiver(...answers: CannedResponse[]) {
  server = await startJsonServer(answers);
  return server;
}

/** Answers every name with these addresses, one list after the other. */
function resolving(...answers: readonly string[][]): LookupFunction & { readonly names: string[] } {
  const names: string[] = [];
  const lookup: LookupFunction = (name, { all }, callback) => {
    const addresses = answers[Math.min(names.length, answers.length - 1)] ?? [];
    names.push(name);
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const [first] = found;
    if (all) callback(null, found);
    else callback(null, first?.address ?? "", first?.family);
  };
  return Object.assign(lookup, { names });
}

function send(url: string, options: { allowPrivate?: boolean; resolve?: LookupFunction } = {}) {
  const { allowPrivate, resolve } = options;
  deliver = createDeliver({ timeoutMs: 200, ...(resolve && { resolve }) });
  return deliver({ url, allowPrivate }, { "content-type": "application/json" }, '{"a":"ü"}');
}

describe("a delivery", () => {
  it("POSTs the body, and is done with any 2xx", async () => {
    for (const status of [200, 202, 204]) {
      const { endpoint, requests } = await receiver({ status, body: "" });
      expect(await send(`${endpoint}hook`, { allowPrivate: true })).toEqual({ kind: "delivered" });
      expect(requests).toMatchObject([{ method: "POST", url: "/hook", body: '{"a":"ü"}' }]);
      await server?.stop();
    }
  });

  it.each([301, 302, 307, 308])("follows no redirect: %i failed", async (status) => {
    const { endpoint, requests } = await receiver({ status, body: "" });
    const outcome = await send(endpoint.href, { allowPrivate: true });
    expect(outcome).toEqual({ kind: "failed", reason: `HTTP ${status}` });
    expect(requests).toHaveLength(1);
  });

  it.each<[string, CannedResponse, string]>([
    ["an error", { status: 500, body: "secret" }, "HTTP 500"],
    ["a broken connection", "reset", "ECONNRESET"],
    ["no response", "silence", "no response within 200 ms"],
    ["a response without an end", "stall", "no response within 200 ms"],
  ])("fails with %s, and says nothing of the body", async (_, answer, reason) => {
    const { endpoint } = await receiver(answer);
    expect(await send(endpoint.href, { allowPrivate: true })).toEqual({ kind: "failed", reason });
  });

  it.each([
    ["120", { retryAfterSeconds: 120 }],
    ["-1", {}],
    ["1.5", {}],
    ["9".repeat(40), {}],
    ["Wed, 21 Oct 2026 07:28:00 GMT", {}],
  ])("tells for how many seconds the receiver asks: %s", async (asked, told) => {
    const headers = { "retry-after": asked };
    const { endpoint } = await receiver({ status: 429, body: "", headers });
    const outcome = await send(endpoint.href, { allowPrivate: true });
    expect(outcome).toEqual({ kind: "failed", reason: "HTTP 429", ...told });
  });

  it("reads only the beginning of a response", async () => {
    const { endpoint } = await receiver({ status: 200, body: "x".repeat(10_000_000) });
    expect(await send(endpoint.href, { allowPrivate: true })).toEqual({ kind: "delivered" });
  });

  it.each([
    ["http://127.0.0.1/", "must be an https URL"],
    ["https://127.0.0.1/", "must be at a public address, unless allowPrivate is true"],
    ["https://[::1]/", "must be at a public address, unless allowPrivate is true"],
  ])("refuses %s without a connection", async (url, rule) => {
    expect(await send(url)).toEqual({ kind: "failed", reason: `the URL ${rule}` });
  });

  it.each([
    [["127.0.0.1"]],
    [["10.0.0.1"]],
    [["169.254.169.254"]],
    [["fd00:ec2::254"]],
    [["::ffff:127.0.0.1"]],
    [["8.8.8.8", "10.0.0.1"]],
    [[]],
  ])("refuses a name that leads to %j", async (addresses) => {
    const resolve = resolving(addresses);
    const outcome = await send("https://hooks.example.com/", { resolve });
    expect(outcome).toEqual({ kind: "failed", reason: "the name leads to a private address" });
    expect(resolve.names).toEqual(["hooks.example.com"]);
  });

  it("connects to the address that the name was resolved to, and resolves it only once", async () => {
    const { endpoint } = await receiver({ status: 200, body: "" });
    const resolve = resolving(["127.0.0.1"], ["192.0.2.1"]);
    const url = `http://hooks.example.com:${endpoint.port}/`;
    expect(await send(url, { allowPrivate: true, resolve })).toEqual({ kind: "delivered" });
    expect(resolve.names).toEqual(["hooks.example.com"]);
  });
});
