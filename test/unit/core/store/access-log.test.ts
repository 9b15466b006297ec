import { describe, expect, it } from "@jest/globals";
import { createFindRequest } from "../../../../core/store/access-log.ts";
import { Deadline } from "../../../../core/time/deadline.ts";
import { TestClock } from "../../../support/deadlines.ts";

const requestId = "4ecac762-3c6f-4861-9705-91cdc4885d50";
const message = JSON.stringify({ requestId, time: "1795386518174", status: "429" });
const hour = 3_600_000;
const span = { fromEpochMs: 0, untilEpochMs: 24 * hour };
const deadlineIn = (ms: number) => new Deadline(ms, new TestClock());

/** Answers with one page after the other, and keeps what was asked. */
function logsWith(...pages: readonly object[]) {
  return logsOf(["access"], pages);
}

function logsOf(names: readonly string[], pages: readonly object[]) {
  const asked: Record<string, unknown>[] = [];
  const find = createFindRequest(async (operation, input) => {
    asked.push({ operation, ...input });
    return pages[asked.length - 1] ?? {};
  }, names);
  return { find, asked };
}

describe("a search of the access log", () => {
  it("begins with the last hour, and stops there if the request is found", async () => {
    const { find, asked } = logsWith({ events: [{ message }] });
    expect(await find(requestId, span, new Deadline(5_000))).toMatchObject({
      kind: "found",
      request: { requestId, status: 429 },
    });
    expect(asked).toEqual([
      {
        operation: "FilterLogEvents",
        logGroupName: "access",
        startTime: 23 * hour,
        endTime: 24 * hour,
        filterPattern: `{ $.requestId = "${requestId}" }`,
        nextToken: undefined,
      },
    ]);
  });

  it("goes on through empty pages, then through the hours before", async () => {
    const { find, asked } = logsWith(
      { events: [], nextToken: "a" },
      { events: [] },
      { nextToken: "b" },
      { events: [{ message }] },
    );
    expect(await find(requestId, span, new Deadline(5_000))).toMatchObject({ kind: "found" });
    expect(asked.map(({ startTime, nextToken }) => [startTime, nextToken])).toEqual([
      [23 * hour, undefined],
      [23 * hour, "a"],
      [0, undefined],
      [0, "b"],
    ]);
  });

  it("asks once for an hour, and finds nothing", async () => {
    const { find, asked } = logsWith({ events: [] });
    const recent = { fromEpochMs: 23 * hour, untilEpochMs: 24 * hour };
    expect(await find(requestId, recent, new Deadline(5_000))).toEqual({ kind: "absent" });
    expect(asked).toHaveLength(1);
  });

  it("asks every log for the last hour before it asks any for more", async () => {
    const { find, asked } = logsOf(["public", "shop"], [{}, {}, {}, { events: [{ message }] }]);
    expect(await find(requestId, span, new Deadline(5_000))).toMatchObject({ kind: "found" });
    expect(asked.map(({ logGroupName, startTime }) => [logGroupName, startTime])).toEqual([
      ["public", 23 * hour],
      ["shop", 23 * hour],
      ["public", 0],
      ["shop", 0],
    ]);
  });

  it("says that it did not get through, rather than that there is nothing", async () => {
    const { find, asked } = logsWith({ nextToken: "a" }, { events: [{ message }] });
    expect(await find(requestId, span, deadlineIn(999))).toEqual({ kind: "unfinished" });
    expect(asked).toHaveLength(1);
  });

  it("asks for the first page with little time, and for the next with a second", async () => {
    const found = { kind: "found" };
    const first = logsWith({ events: [{ message }] });
    expect(await first.find(requestId, span, deadlineIn(1))).toMatchObject(found);
    const next = logsWith({ nextToken: "a" }, { events: [{ message }] });
    expect(await next.find(requestId, span, deadlineIn(1_000))).toMatchObject(found);
  });
});
