import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool } from "./support/run-tool.ts";

let run: FindableRun;

beforeAll(async () => {
  run = await startFindable();
});
afterAll(() => run.stop());

it("a billing webhook makes a refused key work on its next request, as often as it is shown", async () => {
  for (let time = 0; time < 2; time++) {
    const { exitCode, stdout, stderr } = await runTool("demo:billing", [], run.environment);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout.trim().split("\n")).toEqual([
      "Account demo_billing is on plan pro.",
      'GET /api/v1/models: 403 {"error":"Public API access requires Agency, Master/Business, or Enterprise plan."}',
      "Webhook customer.subscription.updated, price agency_monthly: 200",
      "GET /api/v1/models: 200",
    ]);
  }
});
