import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { askHidden, askLine } from "../../../cli/ask.ts";
import { printable } from "../../../cli/output/printable.ts";
import { fields, table } from "../../../cli/output/table.ts";
import { displayWidth } from "../../../cli/output/wrap.ts";

function streams() {
  const input = new PassThrough();
  const output = new PassThrough();
  return { input, output, shown: () => String(output.read() ?? "") };
}

describe("a question", () => {
  it("takes a secret without showing it", async () => {
    const { input, output, shown } = streams();
    const answer = askHidden("Token: ", input, output);
    input.write("T0PSECRET\r");
    expect(await answer).toBe("T0PSECRET");
    expect(shown()).toBe("Token: \n");
  });

  it("shows what is typed where it is no secret", async () => {
    const { input, output, shown } = streams();
    const answer = askLine("Sure? ", input, output);
    input.write("yes\r");
    expect(await answer).toBe("yes");
    expect(shown()).toContain("yes");
  });

  it.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("ends with %s", async (_, typed) => {
    const { input, output } = streams();
    const answer = askHidden("Token: ", input, output);
    input.write(typed);
    await expect(answer).rejects.toMatchObject({ exitCode: 130 });
  });
});

describe("a table", () => {
  it("makes each column as wide as its widest cell", () => {
    expect(
      table(
        ["id", "name"],
        [
          ["a", "Ann"],
          ["long", ""],
        ],
      ),
    ).toBe(["ID    NAME", "a     Ann", "long"].join("\n"));
  });

  it("stays straight with wide characters, emoji and accents", () => {
    expect(displayWidth("漢字")).toBe(4);
    expect(displayWidth("👩‍💻")).toBe(2);
    expect(displayWidth("e\u0301")).toBe(1);
    expect(
      fields([
        ["漢", "1"],
        ["abc", "2"],
      ]),
    ).toBe("漢   1\nabc  2");
  });
});

describe("printable text", () => {
  it.each([
    ["an escape sequence", "a\u001b[2Jb", "a\ufffd[2Jb"],
    ["a carriage return", "a\rb", "a\ufffdb"],
    ["an eight-bit control", "a\u009bb", "a\ufffdb"],
    ["reordered text", "a\u202eb", "a\ufffdb"],
    ["lines and letters of all kinds", "ä\n漢 👩‍💻", "ä\n漢 👩‍💻"],
  ])("cannot steer the terminal: %s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
