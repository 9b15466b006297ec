import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { hostileRequests } from "./hostile-requests.ts";
import { entry, send } from "./send-cases.ts";
import { type Stand, startStand } from "./stand.ts";

/* Reach: a local run, over raw sockets; its table is read to see what requests left there. */

const keys = ["live", "spare", "revoked", "paused", "other"];
const known = {
  accountIds: ["agency", "agency", "agency", "pro"],
  // What a container knows of the key that others use would not be undone with the table.
  keyIds: keys.slice(1).map((key) => `{{${key}Id}}`),
  // Most requests come with the operator's token: what refuses those are the use cases.
  tokens: [...Array(20).fill("{{operator}}"), ...keys.map((key) => `{{${key}}}`)],
};

let stand: Stand;

beforeAll(async () => {
  stand = await startStand();
});

afterAll(async () => {
  await stand.stop();
});

it("answers whatever is sent as documented, never with a 5xx, and what it refuses leaves no trace", async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(hostileRequests(known), async (request) => {
      const { status, faults } = await send(stand, request);
      statuses.add(status);
      if (faults.length > 0) throw new Error(entry(request, faults));
    }),
    { numRuns: 500 },
  );
  // The requests are worth something only if they get as far as to be served, or nearly.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 404]));
});
