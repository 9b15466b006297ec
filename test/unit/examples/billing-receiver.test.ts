import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { receive, sign } from "../../../examples/billing/receiver.ts";

const now = 1_800_000_000;
const signingSecret = randomBytes(32).toString("hex");

function messageOf(price: string, type = "customer.subscription.updated"): string {
  const items = { data: [{ price: { lookup_key: price } }] };
  return JSON.stringify({ type, data: { object: { metadata: { account_id: "a1" }, items } } });
}

async function received(body: string, signature: string | undefined) {
  const put: [string, string][] = [];
  const status = await receive(body, signature, {
    signingSecret,
    nowEpochSeconds: () => now,
    planOfPrice: new Map([["agency_monthly", "agency"]]),
    putPlan: async (...change) => void put.push(change),
  });
  return { status, put };
}

describe("the receiver of billing webhooks", () => {
  it.each([
    ["agency_monthly", "agency"],
    ["a price nobody knows", "free"],
  ])("moves the account for %s to %s", async (price, plan) => {
    const body = messageOf(price);
    const signature = sign(body, signingSecret, now);
    expect(await received(body, signature)).toEqual({ status: 200, put: [["a1", plan]] });
  });

  it("lets other events pass", async () => {
    const body = messageOf("agency_monthly", "invoice.paid");
    expect(await received(body, sign(body, signingSecret, now))).toEqual({ status: 200, put: [] });
  });

  const body = messageOf("agency_monthly");
  it.each([
    ["no signature", undefined],
    ["another's signature", sign(body, "another secret", now)],
    ["the signature of another message", sign(`${body} `, signingSecret, now)],
    ["an old signature", sign(body, signingSecret, now - 301)],
    ["one from the future", sign(body, signingSecret, now + 301)],
    ["nonsense", "t=1,v1=x"],
  ])("refuses %s and changes nothing", async (_, signature) => {
    expect(await received(body, signature)).toEqual({ status: 400, put: [] });
  });
});
