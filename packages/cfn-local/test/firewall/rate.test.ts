import { describe, expect, it } from "@jest/globals";
import { Rate } from "../../firewall/rate.ts";

const options = { limit: 100, windowMs: 60_000, periodMs: 10_000 };

/** @returns how many of the requests are let through */
function send(rate: Rate, address: string, count: number, nowMs: number): number {
  let passed = 0;
  for (let each = 0; each < count; each++) if (!rate.count(address, nowMs)) passed += 1;
  return passed;
}

describe("a rate-based rule", () => {
  it("holds back an address over the limit, from 10 to 20 s later, and no other", () => {
    const rate = new Rate(options);
    expect(send(rate, "192.0.2.1", 500, 5_000)).toBe(500);
    expect(send(rate, "192.0.2.1", 10, 15_000)).toBe(10);
    expect(send(rate, "192.0.2.1", 10, 20_000)).toBe(0);
    expect(send(rate, "192.0.2.2", 10, 20_000)).toBe(10);
  });

  it("does not act at the limit", () => {
    const rate = new Rate(options);
    send(rate, "192.0.2.1", 100, 0);
    expect(send(rate, "192.0.2.1", 1, 30_000)).toBe(1);
    // The one more has made it 101 in a minute.
    expect(send(rate, "192.0.2.1", 1, 50_000)).toBe(0);
  });

  it("counts what it holds back, and forgets what is older than its window", () => {
    const rate = new Rate(options);
    for (let nowMs = 0; nowMs < 300_000; nowMs += 10_000) send(rate, "192.0.2.1", 50, nowMs);
    expect(send(rate, "192.0.2.1", 1, 300_000)).toBe(0);
    expect(send(rate, "192.0.2.1", 1, 350_000)).toBe(0);
    expect(send(rate, "192.0.2.1", 1, 380_000)).toBe(1);
  });

  it("remembers nothing after a long silence", () => {
    const rate = new Rate(options);
    send(rate, "192.0.2.1", 500, 0);
    expect(send(rate, "192.0.2.1", 1, 3_600_000)).toBe(1);
  });
});
