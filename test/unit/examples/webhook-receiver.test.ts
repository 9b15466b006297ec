import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { secretText, signatureHeaders } from "../../../core/webhook/signing.ts";
import { receive } from "../../../examples/webhook-receiver/receiver.ts";

const current = randomBytes(32).toString("base64");
const body = JSON.stringify({
  object: "event",
  id: "01K3ZK0000000000000000000A",
  action: "key.created",
  sequence: 1,
  account_id: "a1",
  key_id: null,
});

async function received(text: string, headers: Record<string, string>) {
  const handled: string[] = [];
  const receiver = {
    secret: secretText(current),
    isKnown: (id: string) => handled.includes(id),
    handle: async ({ id }: { id: string }) => void handled.push(id),
  };
  const statuses = [await receive(text, headers, receiver), await receive(text, headers, receiver)];
  return { statuses, handled };
}

describe("the example receiver of webhooks", () => {
  it("handles a webhook once, however often it comes", async () => {
    const headers = signatureHeaders({ current }, "id-1", body, Date.now());
    expect(await received(body, headers)).toEqual({
      statuses: [204, 200],
      handled: ["01K3ZK0000000000000000000A"],
    });
  });

  const now = Date.now();
  const others = { current: randomBytes(32).toString("base64") };
  it.each([
    ["no signature", {}],
    ["another's signature", signatureHeaders(others, "id-1", body, now)],
    ["another body's", signatureHeaders({ current }, "id-1", `${body} `, now)],
    ["an old signature", signatureHeaders({ current }, "id-1", body, now - 301_000)],
  ])("refuses %s", async (_, headers) => {
    expect(await received(body, headers)).toEqual({ statuses: [400, 400], handled: [] });
  });
});
