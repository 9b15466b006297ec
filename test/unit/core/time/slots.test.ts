import { describe, expect, it } from "@jest/globals";
import { Deadline, DeadlineError } from "../../../../core/time/deadline.ts";
import { NamedSlots, Slots } from "../../../../core/time/slots.ts";
import { ample } from "../../../support/deadlines.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("slots", () => {
  it("let the others wait, and in again in the order in which they came", async () => {
    const slots = new Slots(2);
    const entered: number[] = [];
    for (let caller = 1; caller <= 5; caller++) {
      void slots.take(ample).then(() => entered.push(caller));
    }
    await settle();
    expect(entered).toEqual([1, 2]);
    slots.give();
    await settle();
    expect(entered).toEqual([1, 2, 3]);
    slots.give();
    slots.give();
    await settle();
    expect(entered).toEqual([1, 2, 3, 4, 5]);
  });

  it("forget who waited for too long, and whose request was answered", async () => {
    const slots = new Slots(1);
    await slots.take(ample);
    await expect(slots.take(new Deadline(5))).rejects.toBeInstanceOf(DeadlineError);
    const answered = new Deadline(60_000);
    const waiting = slots.take(answered);
    answered.end();
    await expect(waiting).rejects.toBeInstanceOf(DeadlineError);
    slots.give();
    await slots.take(new Deadline(5));
  });

  it("of a name are shared by whoever comes while anyone has or awaits one", async () => {
    const named = new NamedSlots(1);
    const entered: string[] = [];
    let end: (() => void) | undefined;
    const enter = (name: string, action = async () => {}) =>
      named.run("one", ample, () => {
        entered.push(name);
        return action();
      });
    const first = enter("first");
    const second = enter("second", () => new Promise((resolve) => (end = resolve)));
    await first;
    const third = enter("third");
    await settle();
    expect(entered).toEqual(["first", "second"]);
    end?.();
    await Promise.all([second, third]);
    expect(named.size).toBe(0);
  });

  it("are apart for each name, given back after a failure, and leave nothing behind", async () => {
    const named = new NamedSlots(1);
    const failing = named.run("one", ample, async () => {
      await settle();
      throw new Error("failed");
    });
    const next = named.run("one", ample, async () => "next");
    const other = named.run("other", ample, async () => "other");
    expect(named.size).toBe(2);
    expect(await other).toBe("other");
    await expect(failing).rejects.toThrow("failed");
    expect(await next).toBe("next");
    expect(named.size).toBe(0);
  });
});
