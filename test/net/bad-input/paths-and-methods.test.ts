import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { pathsAndMethods } from "./paths-and-methods.ts";
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

it("serves nothing under another path or method than the documented ones", async () => {
  expect(pathsAndMethods.length).toBeGreaterThanOrEqual(300);
  const statuses = await sendAll(stand, pathsAndMethods);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 404]));
}, 180_000);
