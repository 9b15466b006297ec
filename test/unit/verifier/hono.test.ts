import { expect, it } from "@jest/globals";
import { Hono } from "hono";
import { latchkey } from "../../../verifier/adapters/hono.ts";
import type { Verifier } from "../../../verifier/create-verifier.ts";
import { withInvalidKey } from "../../../verifier/verification.ts";

/** The addresses that a verifier is asked about which refuses every key. */
function appThatAsks() {
  const addresses: (string | undefined)[] = [];
  const verifier: Verifier = {
    verify: async () => withInvalidKey,
    checkFor: () => async (_, ip) => {
      addresses.push(ip);
      return withInvalidKey;
    },
    close: async () => {},
  };
  const app = new Hono();
  app.get("/", latchkey(verifier), (context) => context.text("admitted"));
  return { app, addresses };
}

it.each<[string, object | undefined, string | undefined]>([
  ["by @hono/node-server", { incoming: { socket: { remoteAddress: "192.0.2.1" } } }, "192.0.2.1"],
  ["by a platform that tells nothing", undefined, undefined],
  ["by a platform with bindings of its own", { KV: {} }, undefined],
  ["by a platform whose requests have no socket", { incoming: {} }, undefined],
])("a key is judged without an error where Hono is served %s", async (_, env, address) => {
  const { app, addresses } = appThatAsks();
  expect((await app.request("/", {}, env)).status).toBe(401);
  expect(addresses).toEqual([address]);
});
