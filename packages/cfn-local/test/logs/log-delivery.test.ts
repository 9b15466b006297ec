import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Invocation } from "../../gateway/invoke.ts";
import { parseFilterPattern } from "../../logs/filter-pattern.ts";
import { LogDelivery } from "../../logs/log-delivery.ts";

const subscription = {
  name: "Refusals",
  logGroup: "access",
  matches: parseFilterPattern('{ $.reason != "-" }'),
  functionArn: "arn:function",
};
const returned: Invocation = { kind: "returned", payload: "null" };
const failed: Invocation = { kind: "failed", errorType: "Error", errorMessage: "no" };

/** A delivery, and the batches that its function was given. */
function deliveryWith(...outcomes: Invocation[]) {
  const batches: { functionArn: string; payload: string }[] = [];
  const delivery = new LogDelivery([subscription], async (functionArn, payload) => {
    batches.push({ functionArn, payload });
    return outcomes.shift() ?? returned;
  });
  return { delivery, batches };
}

function dataOf({ payload }: { readonly payload: string }) {
  return JSON.parse(
    gunzipSync(Buffer.from(JSON.parse(payload).awslogs.data, "base64")).toString("utf8"),
  );
}

const refused = (n: number) => JSON.stringify({ n, reason: "expired" });

describe("the delivery of a log", () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ["nextTick"] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it("gives lines that match to the function in one batch, as CloudWatch Logs does", async () => {
    const { delivery, batches } = deliveryWith();
    delivery.write("access", refused(1));
    delivery.write("access", JSON.stringify({ n: 2, reason: "-" }));
    delivery.write("another", refused(3));
    delivery.write("access", refused(4));
    await jest.advanceTimersByTimeAsync(200);
    expect(batches).toMatchObject([{ functionArn: "arn:function" }]);
    const [data] = batches.map(dataOf);
    expect(data).toMatchObject({
      messageType: "DATA_MESSAGE",
      logGroup: "access",
      subscriptionFilters: ["Refusals"],
      logEvents: [{ message: refused(1) }, { message: refused(4) }],
    });
    const [first, second] = data.logEvents.map(({ id }: { readonly id: string }) => id);
    expect(first).toMatch(/^\d{56}$/);
    expect(second > first).toBe(true);
  });

  it("tries a failed batch twice more, unchanged, and then lets it go", async () => {
    jest.useRealTimers();
    const payloads: string[] = [];
    const fail = async (_arn: string, payload: string) => {
      payloads.push(payload);
      return failed;
    };
    const delivery = new LogDelivery([subscription], fail, [0, 0]);
    for (let line = 0; line < 1_000; line++) delivery.write("access", refused(line));
    while (payloads.length < 3) await new Promise((resolve) => setImmediate(resolve));
    await delivery.stop();
    expect(payloads).toHaveLength(3);
    expect(new Set(payloads).size).toBe(1);
  });

  it("delivers what is left as it stops", async () => {
    const { delivery, batches } = deliveryWith();
    delivery.write("access", refused(1));
    await delivery.stop();
    expect(batches.map(dataOf)).toMatchObject([{ logEvents: [{ message: refused(1) }] }]);
  });
});
