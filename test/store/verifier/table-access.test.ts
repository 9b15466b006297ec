import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type EmbeddedHouse, startEmbeddedHouse } from "../../support/embedded-house.ts";

/* Reach: the embedded database on 127.0.0.1, behind a stand-in for AWS's front. */

let house: EmbeddedHouse;

beforeAll(async () => {
  house = await startEmbeddedHouse();
});

afterAll(async () => {
  await house.stop();
});

const bearer = (key: { readonly text: string }) => `Bearer ${key.text}`;
const passes = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a verifier", () => {
  // The first test, since the others' verifiers go on asking for seconds.
  it("asks for the table's time once, and some times more to narrow it, whatever the checks", async () => {
    const { key } = await house.issue();
    const verifier = house.verifier();
    for (let check = 0; check < 20; check++) await verifier.verify(bearer(key));
    for (let waited = 0; waited < 100 && house.front.timeReads < 2; waited++) await passes(50);
    expect(house.front.timeReads).toBeGreaterThan(1);
    expect(house.front.timeReads).toBeLessThanOrEqual(7);
  });

  it("asks for credentials once more when those it has expire by the table's time", async () => {
    const { key } = await house.issue();
    let given = 0;
    const credentials = async () => {
      given++;
      return { accessKeyId: "local", secretAccessKey: "local", expiration: new Date(0) };
    };
    const verifier = house.verifier({ credentials });
    await verifier.verify(bearer(key));
    const before = given;
    expect((await verifier.verify(bearer(key))).status).toBe(200);
    expect(given).toBeGreaterThan(before);
  });

  it("gives up an attempt without an answer in time for another one", async () => {
    const { key } = await house.issue();
    const verifier = house.verifier({ deadlineMs: 8_000 });
    await verifier.verify(bearer(key));
    house.front.operations.length = 0;
    house.front.unanswered = 1;
    expect((await verifier.verify(bearer(key))).status).toBe(200);
    expect(house.front.operations).toEqual(["UpdateItem", "UpdateItem"]);
  });

  it("takes two headers for no token even if they would make one together", async () => {
    const checked = await house.verifier().verify(["Bearer one", "other"]);
    expect(checked).toMatchObject({ status: 401, outcome: "missing_token" });
  });

  it("takes no imported keys by default, not even what a client sends that has none", async () => {
    const checked = await house.verifier().verify("Bearer undefined-or-any-other-text");
    expect(checked).toMatchObject({ status: 401, outcome: "invalid_key" });
  });
});
