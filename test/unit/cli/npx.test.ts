import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const rooms = ["bin", "cli", "docs", "examples", "lib", "local", "web"];
const written = /\.(md|ts|tsx|mjs|svg)$/;

function filesIn(room: string): string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
    .filter((file) => written.test(file) && !file.includes("node_modules"))
    .map((file) => join(room, file));
}

describe("what tells people to run the CLI", () => {
  it("never has npx fetch a stranger's package of that name", () => {
    const own = readdirSync(root).filter((file) => written.test(file));
    const files = [...own, ...rooms.flatMap(filesIn)];
    const texts = files.map((file) => [file, readFileSync(join(root, file), "utf8")] as const);
    const careless = texts.filter(([, text]) => /npx\s+latchkey/.test(text));
    expect(careless.map(([file]) => file)).toEqual([]);
    expect(texts.filter(([, text]) => text.includes("npx --no-install latchkey"))).not.toEqual([]);
  });
});
