import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { listPages } from "../../../cli/api/list-pages.ts";
import { noteIfSlow } from "../../../cli/note-if-slow.ts";
import { answered, FakeApi } from "./support/fake-api.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";

describe("work that takes longer than a second", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  async function watch(ms: number, terminal: RecordingTerminal) {
    const work = () => new Promise<string>((resolve) => setTimeout(() => resolve("done"), ms));
    const result = noteIfSlow("Waiting for AWS", terminal, work);
    await jest.advanceTimersByTimeAsync(ms);
    expect(await result).toBe("done");
    await jest.advanceTimersByTimeAsync(10_000);
  }

  it("counts its seconds on a terminal, and leaves nothing behind", async () => {
    const terminal = new RecordingTerminal({ showsProgress: true });
    await watch(3_500, terminal);
    expect(terminal.progressed).toEqual([
      "Waiting for AWS: 1 s",
      "Waiting for AWS: 2 s",
      "Waiting for AWS: 3 s",
      "",
    ]);
    expect(terminal.noted).toEqual([]);
  });

  it("is noted once after two seconds where there is no terminal", async () => {
    const terminal = new RecordingTerminal();
    await watch(9_000, terminal);
    expect(terminal.noted).toEqual(["Waiting for AWS"]);
    expect(terminal.progressed).toEqual([]);
  });

  it.each([true, false])("is silent before (terminal: %s)", async (showsProgress) => {
    const terminal = new RecordingTerminal({ showsProgress });
    await watch(999, terminal);
    expect([...terminal.noted, ...terminal.progressed]).toEqual([]);
  });
});

it("a long list says how much of it has come", async () => {
  const page = (count: number, next_cursor: string | null) =>
    answered(200, { object: "list", data: new Array(count).fill({}), next_cursor });
  const terminal = new RecordingTerminal();
  const api = new FakeApi(page(100, "a"), page(100, "b"), page(7, null));
  await listPages(api, "/accounts", {}, { all: true }, terminal);
  expect(terminal.progressed).toEqual(["100 fetched so far", "200 fetched so far"]);
});
