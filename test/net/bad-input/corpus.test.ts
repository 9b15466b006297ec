import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import * as z from "zod";
import { sendAll } from "./send-cases.ts";
import { type Stand, startStand } from "./stand.ts";
import { wireCaseSchema } from "./wire-case.ts";

/*
 * Requests that were once answered wrongly, or judged so. What any other test of this folder finds,
 * it prints as a line for corpus.json.
 */

let stand: Stand;

beforeAll(async () => {
  stand = await startStand();
});

afterAll(async () => {
  await stand.stop();
});

it("answers rightly whatever was once at fault", async () => {
  const text = await readFile(new URL("corpus.json", import.meta.url), "utf8");
  const cases = z.array(wireCaseSchema).parse(JSON.parse(text));
  expect(cases.length).toBeGreaterThan(0);
  await sendAll(stand, cases);
});
