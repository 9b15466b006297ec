import { describe, expect, it } from "@jest/globals";
import { readSettings } from "../../../local/settings.ts";
import { StartError } from "../../../packages/cfn-local/start-error.ts";

describe("settings", () => {
  it("have defaults, also where a variable is empty", () => {
    const defaults = { PORT: 3000, LATCHKEY_MAX_CONTAINERS: 8 };
    expect(readSettings({})).toEqual(defaults);
    expect(readSettings({ PORT: "", LATCHKEY_DATA_DIR: "", DYNAMODB_ENDPOINT: "" })).toEqual(
      defaults,
    );
  });

  it("are read from the environment", () => {
    const environment = {
      PORT: "0",
      LATCHKEY_OPERATOR_TOKEN: "token",
      LATCHKEY_DEMO_PASSWORD: "correct-horse",
      LATCHKEY_DATA_DIR: "/data",
      DYNAMODB_ENDPOINT: "http://127.0.0.1:8000",
      LATCHKEY_MAX_CONTAINERS: "2",
      LATCHKEY_LOG: "1",
      OTHER: "ignored",
    };
    expect(readSettings(environment)).toEqual({
      PORT: 0,
      LATCHKEY_OPERATOR_TOKEN: "token",
      LATCHKEY_DEMO_PASSWORD: "correct-horse",
      LATCHKEY_DATA_DIR: "/data",
      DYNAMODB_ENDPOINT: "http://127.0.0.1:8000",
      LATCHKEY_MAX_CONTAINERS: 2,
      LATCHKEY_LOG: "1",
    });
  });

  it.each([
    ["PORT", "abc"],
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "80.5"],
    ["LATCHKEY_DEMO_PASSWORD", "seven.."],
    ["LATCHKEY_DEMO_PASSWORD", "with a space"],
    ["DYNAMODB_ENDPOINT", "127.0.0.1:8000"],
    ["DYNAMODB_ENDPOINT", "file:///tmp"],
    ["LATCHKEY_OPERATOR_TOKEN", "two words"],
    ["LATCHKEY_MAX_CONTAINERS", "0"],
  ])("refuse %s=%s in one line that does not repeat the value", (name, value) => {
    const read = () => readSettings({ [name]: value });
    expect(read).toThrow(StartError);
    expect(read).toThrow(new RegExp(`^${name} must be [^\\n]+\\.$`));
  });
});
