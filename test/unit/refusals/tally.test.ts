import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { readDelivery } from "../../../functions/refusals/log-batch.ts";
import { tallyRefusals } from "../../../functions/refusals/tally.ts";

const noon = Date.parse("2026-11-28T12:00:00Z");

function line(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ time: String(noon), keyId: "3kTMd92x", reason: "expired", ...parts });
}

describe("the tally of refusals", () => {
  it("counts lines by key, UTC day and reason", () => {
    const lastOfDay = String(Date.parse("2026-11-28T23:59:59.999Z"));
    const firstOfNext = String(Date.parse("2026-11-29T00:00:00Z"));
    const lines = [
      line({}),
      line({ time: lastOfDay }),
      line({ time: firstOfNext }),
      line({ reason: "superseded" }),
      line({ keyId: "wEZxGCh0", reason: "limit" }),
    ];
    expect(tallyRefusals(lines)).toEqual([
      { keyId: "3kTMd92x", date: "2026-11-28", counts: { expired: 2, superseded: 1 } },
      { keyId: "3kTMd92x", date: "2026-11-29", counts: { expired: 1 } },
      { keyId: "wEZxGCh0", date: "2026-11-28", counts: { limit: 1 } },
    ]);
  });

  it.each([
    ["is no JSON", "START RequestId"],
    ["names no key", line({ keyId: "-" })],
    ["names what is no key's id", line({ keyId: "3kTMd92x#" })],
    ["tells of no refusal", line({ reason: "-" })],
    ["has a reason that is no key's", line({ reason: "unknown" })],
    ["has a reason that no version knows", line({ reason: "ttl" })],
    ["has no time", line({ time: "-" })],
    ["has a time that is no number", line({ time: "1e5" })],
  ])("leaves out a line that %s", (_, text) => {
    expect(tallyRefusals([text])).toEqual([]);
  });
});

describe("a delivery of the log", () => {
  const deliveryOf = (parts: Readonly<Record<string, unknown>>) => {
    const data = { messageType: "DATA_MESSAGE", logStream: "s", logEvents: [], ...parts };
    const encoded = gzipSync(JSON.stringify(data)).toString("base64");
    return readDelivery({ awslogs: { data: encoded } });
  };

  it("has the same id when it comes again, and another one if anything else is in it", () => {
    const logEvents = [{ id: "1", timestamp: 1, message: "a" }];
    const first = deliveryOf({ logEvents });
    expect(first?.messages).toEqual(["a"]);
    expect(deliveryOf({ logEvents })).toEqual(first);
    const others = [
      deliveryOf({ logEvents, logStream: "t" }),
      deliveryOf({ logEvents: [...logEvents, { id: "2", timestamp: 1, message: "a" }] }),
      deliveryOf({ logEvents: [{ id: "12", timestamp: 1, message: "a" }] }),
    ];
    expect(new Set([first, ...others].map((each) => each?.id)).size).toBe(4);
  });

  it("is nothing to count if it only checks whether the function is there", () => {
    expect(deliveryOf({ messageType: "CONTROL_MESSAGE" })).toBeUndefined();
  });
});
