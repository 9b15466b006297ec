import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { authorizationHeaders } from "./authorization-headers.ts";
import { sendAll } from "./send-cases.ts";
import { type Stand, startStand } from "./stand.ts";

/* Reach: a local run, over raw sockets; its table is read to see what requests left there. */

let stand: Stand;

beforeAll(async () => {
  stand = await startStand();
});

afterAll(async () => {
  await stand.stop();
});

it("takes a live key from nowhere but one header of the one form", async () => {
  expect(authorizationHeaders.length).toBeGreaterThanOrEqual(400);
  const statuses = await sendAll(stand, authorizationHeaders);
  expect(statuses.get(200)).toBeGreaterThan(10);
}, 120_000);
