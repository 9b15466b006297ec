import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { bodies } from "./bodies.ts";
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

it("takes no body but what the document allows, and leaves no trace of any other", async () => {
  expect(bodies.length).toBeGreaterThanOrEqual(2_000);
  const statuses = await sendAll(stand, bodies);
  // Bodies are worth something only if some get as far as to be taken.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 413, 415]));
}, 180_000);
