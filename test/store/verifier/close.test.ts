import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type EmbeddedHouse, startEmbeddedHouse } from "../../support/embedded-house.ts";

/* Reach: the embedded database on 127.0.0.1, behind a stand-in for AWS's front. */

let house: EmbeddedHouse;

beforeAll(async () => {
  house = await startEmbeddedHouse();
});

afterAll(async () => {
  await house.stop();
});

async function checkedOnce() {
  const { key } = await house.issue();
  const verifier = house.verifier();
  const check = () => verifier.verify(`Bearer ${key.text}`);
  await check();
  return { verifier, check };
}

describe("a closed verifier", () => {
  it("has finished what was under way, leaves no connection, and refuses", async () => {
    const { verifier, check } = await checkedOnce();
    expect(house.front.connectionCount()).toBeGreaterThan(0);
    house.front.delayMs = 20;
    const underWay = check();
    await verifier.close();
    expect((await underWay).status).toBe(200);
    // Sooner than connections are closed that are merely idle.
    for (let waited = 0; waited < 500 && house.front.connectionCount() > 0; waited++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(house.front.connectionCount()).toBe(0);
    expect((await check()).status).toBe(503);
    expect(house.faults.at(-1)?.message).toContain("the verifier is closed");
  });

  it("has let go of each check that was done", async () => {
    const { verifier, check } = await checkedOnce();
    await check();
    const waiting = jest.spyOn(Promise, "allSettled");
    await verifier.close();
    const waitedFor = waiting.mock.calls.map(([underWay]) => [...underWay]);
    waiting.mockRestore();
    expect(waitedFor).toEqual([[]]);
  });
});
