import { describe, expect, it, jest } from "@jest/globals";
import { type Attempt, retryOnConflict } from "../../../../core/store/retry-on-conflict.ts";
import { Deadline, DeadlineError } from "../../../../core/time/deadline.ts";
import { TestClock } from "../../../support/deadlines.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";
import { tableClient } from "../../../support/table-client.ts";

function tableWithTime(ms: number) {
  const clock = new TestClock();
  const deadline = new Deadline(ms, clock);
  return { clock, table: tableClient(fakeDynamoDb(() => ok({})).client, deadline, () => 1) };
}

describe("retryOnConflict", () => {
  it("tries anew after each conflict and gives the first result", async () => {
    const attempt = jest.fn<Attempt<string>>().mockResolvedValue("done");
    attempt.mockResolvedValueOnce(undefined).mockResolvedValueOnce(undefined);
    const { table, clock } = tableWithTime(3_000);
    expect(await retryOnConflict(table, attempt)).toBe("done");
    expect(attempt.mock.calls).toEqual([[false], [true], [true]]);
    expect(clock.pauses).toEqual([10, 20]);
  });

  it("takes any result but undefined for one", async () => {
    for (const result of [0, "", false, null]) {
      expect(await retryOnConflict(tableWithTime(100).table, async () => result)).toBe(result);
    }
  });

  it("begins no attempt for which there is too little time", async () => {
    const attempt = jest.fn<Attempt<string>>().mockResolvedValue(undefined);
    const { table, clock } = tableWithTime(3_000);
    await expect(retryOnConflict(table, attempt)).rejects.toBeInstanceOf(DeadlineError);
    expect(attempt.mock.calls.length).toBe(clock.pauses.length + 1);
    expect(clock.nowMs).toBeGreaterThan(2_500);
    expect(clock.nowMs).toBeLessThan(3_000);
  });

  it("passes a fault on without another attempt", async () => {
    const attempt = jest.fn<Attempt<string>>().mockRejectedValue(new Error("out of reach"));
    const { table } = tableWithTime(3_000);
    await expect(retryOnConflict(table, attempt)).rejects.toThrow("out of reach");
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});
