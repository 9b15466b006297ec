import { describe, expect, it } from "@jest/globals";
import type { Deployment } from "../../../cli/deployment/deployment.ts";
import { intervalFor, paced } from "../../../cli/import/pace.ts";

function deploymentWith(outputs: Readonly<Record<string, string>>): Deployment {
  return {
    name: "stage prod",
    isLocal: false,
    outputs: new Map(Object.entries(outputs)),
    apiUrl: "",
    aws: { endpoints: {} },
  };
}

describe("the pace of an import", () => {
  it("stays below the rate of the web ACL, with all the requests of a line", () => {
    const deployment = deploymentWith({ ManagementRequestsPerMinute: "1000" });
    expect(intervalFor(deployment, 1)).toBe(75);
    expect(intervalFor(deployment, 2)).toBe(150);
  });

  it("is free where there is no rate, or nothing is known of it", () => {
    expect([intervalFor(deploymentWith({}), 1), intervalFor(undefined, 1)]).toEqual([0, 0]);
  });

  it("starts one line after the other, and makes up for nothing", async () => {
    let nowMs = 0;
    const startedAtMs: number[] = [];
    const wait = async (ms: number) => {
      nowMs += ms;
    };
    const task = paced(75, async () => void startedAtMs.push(nowMs), { nowMs: () => nowMs, wait });
    await task(1);
    await task(2);
    nowMs = 1000;
    await task(3);
    await task(4);
    expect(startedAtMs).toEqual([0, 75, 1000, 1075]);
  });
});
