import { expect, it } from "@jest/globals";
import { runDirectoryOf } from "../../../local/run-directory.ts";

it.each<[string, NodeJS.ProcessEnv, NodeJS.Platform, string]>([
  ["that is given", { LATCHKEY_RUN_DIR: "here", XDG_STATE_HOME: "/state" }, "linux", "here"],
  ["of a user of Linux", {}, "linux", "/home/me/.local/state/latchkey"],
  ["of XDG", { LATCHKEY_RUN_DIR: "", XDG_STATE_HOME: "/state" }, "linux", "/state/latchkey"],
  [
    "of a user with a wrong XDG",
    { XDG_STATE_HOME: "a" },
    "linux",
    "/home/me/.local/state/latchkey",
  ],
  ["of a Mac", {}, "darwin", "/home/me/Library/Application Support/latchkey"],
  ["of Windows", { LOCALAPPDATA: "/local" }, "win32", "/local/latchkey"],
  ["of Windows without a variable", {}, "win32", "/home/me/AppData/Local/latchkey"],
])("the run directory is the one %s", (_, environment, platform, directory) => {
  expect(runDirectoryOf(environment, platform, "/home/me")).toBe(directory);
});
