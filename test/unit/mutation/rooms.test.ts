import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { filesOf, mutatedFiles, rooms, testsOf } from "../../mutation/rooms.ts";

it("puts each file of the core and of the wrappers into one room", () => {
  const placed = Object.values(rooms).flatMap(filesOf);
  expect(placed.sort()).toEqual(mutatedFiles().sort());
});

it.each(Object.entries(rooms))("the room %s names only tests that there are", (_, room) => {
  for (const beginning of room.tests) {
    expect(testsOf({ ...room, tests: [beginning] })).not.toEqual([]);
  }
});

it("does not read tests that need more of Jest than a mutation run has", () => {
  const tests = Object.values(rooms).flatMap(testsOf);
  const unfit = tests.filter((file) =>
    /jest\.(unstable_mockModule|isolateModules|mock)/.test(readFileSync(file, "utf8")),
  );
  expect(unfit).toEqual([]);
});
