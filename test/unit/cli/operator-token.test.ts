import { describe, expect, it } from "@jest/globals";
import { managementAddress } from "../../../cli/deployment/api-address.ts";
import { findOperatorToken } from "../../../cli/deployment/operator-token.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";

describe("the operator token", () => {
  it("comes from the environment first", async () => {
    const terminal = new RecordingTerminal({ canAsk: true, secret: "typed" });
    const environment = { LATCHKEY_OPERATOR_TOKEN: "given" };
    const token = await findOperatorToken(environment, undefined, terminal);
    expect(token).toEqual({ text: "given", source: "LATCHKEY_OPERATOR_TOKEN" });
    expect(terminal.questions).toEqual([]);
  });

  it("is asked for where there is nothing else", async () => {
    const terminal = new RecordingTerminal({ canAsk: true, secret: " typed " });
    expect(await findOperatorToken({}, undefined, terminal)).toMatchObject({ text: "typed" });
    expect(terminal.questions).toEqual(["Operator token: "]);
  });

  it("is missing where nobody can be asked", async () => {
    const terminal = new RecordingTerminal();
    await expect(findOperatorToken({}, undefined, terminal)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("LATCHKEY_RUN_DIR"),
    });
  });

  it.each([[""], ["two words"], ["line\nbreak"], ["ümlaut"]])(
    "is refused without being repeated: %j",
    async (secret) => {
      const terminal = new RecordingTerminal({ canAsk: true, secret });
      await expect(findOperatorToken({}, undefined, terminal)).rejects.toMatchObject({
        exitCode: 2,
        message: "The operator token from the prompt is empty or malformed.",
      });
    },
  );
});

describe("the API's address", () => {
  it.each([
    ["https://keys.example.com", "https://keys.example.com/api/manage/v1"],
    ["https://keys.example.com/api/", "https://keys.example.com/api/manage/v1"],
    ["https://example.com/keys", "https://example.com/keys/api/manage/v1"],
    ["http://127.0.0.1:3000", "http://127.0.0.1:3000/api/manage/v1"],
    ["http://localhost:3000/api", "http://localhost:3000/api/manage/v1"],
    ["http://[::1]:3000", "http://[::1]:3000/api/manage/v1"],
  ])("is found from %s", (text, address) => {
    expect(managementAddress(text)).toBe(address);
  });

  it.each([
    ["keys.example.com"],
    ["ftp://keys.example.com"],
    ["https://keys.example.com/?a=b"],
    ["https://user:password@keys.example.com"],
    ["http://keys.example.com"],
    ["http://127.0.0.1.example.com"],
  ])("is refused: %s", (text) => {
    expect(() => managementAddress(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
