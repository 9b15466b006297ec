import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { sendAll } from "./send-cases.ts";
import { type Stand, startStand } from "./stand.ts";
import type { WireCase } from "./wire-case.ts";

/* Reach: a local run, over raw sockets; its table is read to see what requests left there. */

let stand: Stand;

beforeAll(async () => {
  stand = await startStand();
});

afterAll(async () => {
  await stand.stop();
});

const keys = "/accounts/agency/keys";
const events = "/accounts/agency/events";

function list(path: string, cursor: string, expected: "accepted" | "bad-request"): WireCase {
  const target = `/api/manage/v1${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`;
  return {
    name: `the cursor ${cursor} of ${path}`,
    lines: [`GET ${target} HTTP/1.1`, "Authorization: Bearer {{operator}}"],
    expect: expected,
  };
}

/** Every byte of a cursor changed. */
function changed(path: string, name: string): WireCase[] {
  return placesOf(name).map((at) => list(path, `{{${name}~${at}}}`, "bad-request"));
}

function placesOf(name: string): number[] {
  return Array.from({ length: stand.names[name]?.length ?? 0 }, (_, at) => at);
}

/** Every byte of a cursor left out, doubled by another, or made one that is in no cursor. */
function damaged(path: string, name: string): WireCase[] {
  const places = placesOf(name);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const isLast = (character: string) => stand.names[name]?.endsWith(character);
  return [
    ...places.flatMap((at) => [
      `{{${name}<${at}}}{{${name}>${at + 1}}}`,
      `{{${name}<${at}}}A{{${name}>${at}}}`,
      `{{${name}<${at}}}%00{{${name}>${at + 1}}}`,
    ]),
    // Several spellings of base64 mean the same bytes; one alone was given out.
    ...[...alphabet]
      .filter((character) => !isLast(character))
      .map((character) => `{{${name}<${places.length - 1}}}${character}`),
    `{{${name}}}=`,
    `{{${name}}}%20`,
    `%20{{${name}}}`,
    `{{${name}}}{{${name}}}`,
  ].map((cursor) => list(path, cursor, "bad-request"));
}

it("takes a cursor only as it was given out, and only for the list that it is of", async () => {
  const good = [
    list(keys, "{{keysCursor}}", "accepted"),
    list(events, "{{eventsCursor}}", "accepted"),
    list("/accounts", "{{accountsCursor}}", "accepted"),
  ];
  const elsewhere = [
    list(events, "{{keysCursor}}", "bad-request"),
    list("/accounts", "{{keysCursor}}", "bad-request"),
    list("/accounts/pro/keys", "{{keysCursor}}", "bad-request"),
    list(`${keys}?is_active=true`, "{{keysCursor}}", "bad-request"),
    list(keys, "{{eventsCursor}}", "bad-request"),
    list("/accounts/pro/events", "{{eventsCursor}}", "bad-request"),
    list(keys, "{{accountsCursor}}", "bad-request"),
  ];
  const cases = [
    ...good,
    ...elsewhere,
    ...changed(keys, "keysCursor"),
    ...changed(events, "eventsCursor"),
    ...changed("/accounts", "accountsCursor"),
    ...damaged(keys, "keysCursor"),
  ];
  const statuses = await sendAll(stand, cases);
  expect(statuses).toEqual(
    new Map([
      [200, good.length],
      [400, cases.length - good.length],
    ]),
  );
});
