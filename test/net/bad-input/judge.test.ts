import { expect, it } from "@jest/globals";
import type { RawResponse } from "../../support/raw-http.ts";
import { faultsOfCase } from "./judge.ts";
import type { TableGuard } from "./table-guard.ts";
import { fill, type WireCase } from "./wire-case.ts";

/* What the tables of bad input are worth: the judge names each thing that must not be. */

const headers = {
  "content-type": "application/json",
  "x-amzn-requestid": "1b7c9a52-3a5e-4f0c-9f57-0d5f4a1f6e21",
  "www-authenticate": "Bearer",
};
const refusal: RawResponse = { status: 401, headers, body: '{"error":"Invalid API key"}' };
const models: WireCase = {
  name: "a key",
  lines: ["GET /api/v1/models HTTP/1.1", "Authorization: Bearer {{live}}"],
  expect: "invalid",
};

function guardOf(differences: string[]): TableGuard & { restored: number } {
  return {
    restored: 0,
    differences: async () => differences,
    async restore() {
      this.restored++;
    },
  };
}

function judge(wireCase: WireCase, answer: RawResponse, guard = guardOf([])) {
  const request = fill(wireCase, { live: "a-secret" });
  return faultsOfCase(request, answer, { guard, secrets: ["a-secret"] }, wireCase.expect);
}

it("finds nothing wrong with a refusal as it should be", async () => {
  expect(await judge(models, refusal)).toEqual([]);
});

it.each<[string, WireCase, RawResponse]>([
  ["the status is 500", models, { ...refusal, status: 500 }],
  ["it should be Invalid API key", models, { ...refusal, body: '{"error":"Other"}' }],
  ["it should be Invalid API key", models, { ...refusal, status: 403 }],
  ["a secret is in the answer", models, { ...refusal, body: '{"error":"not a-secret"}' }],
  ["not the contract's form", models, { ...refusal, body: '{"error":"x","code":"x"}' }],
  ["not JSON", models, { ...refusal, headers: { ...headers, "content-type": "text/html" } }],
  ["no request id", models, { ...refusal, headers: { "content-type": "application/json" } }],
  [
    "should be a page of CloudFront's",
    { ...models, lines: ["GET /api/v1/models HTTP/1.1", "no colon"] },
    refusal,
  ],
  [
    "should be 404",
    { ...models, lines: ["GET /api/v1/other HTTP/1.1"] },
    { ...refusal, status: 200, body: "{}" },
  ],
])("finds: %s", async (fault, wireCase, answer) => {
  expect(await judge(wireCase, answer)).toContainEqual(expect.stringContaining(fault));
});

it("finds what a refused request left in the table, and has it undone", async () => {
  const guard = guardOf(["KEY#x KEY is not as it was"]);
  const faults = await judge(models, refusal, guard);
  expect(faults).toEqual(["it was refused, and yet KEY#x KEY is not as it was"]);
  expect(guard.restored).toBe(1);
});

it("fills in names and parts of them, and leaves other braces alone", () => {
  const text = "{{live}} {{live<3}} {{live>3}} {{live~0}} {{other}} {live}";
  const { lines } = fill({ name: "", lines: [text] }, { live: "abcdef" });
  expect(String(lines[0])).toBe("abcdef abc def bbcdef {{other}} {live}");
});
