import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { makePrivateDirectory } from "../private-directory.ts";

describe("a private directory", () => {
  it("is made for its owner alone, and left as it is where it exists", async () => {
    const parent = mkdtempSync(join(tmpdir(), "cfn-local-data-"));
    const path = join(parent, "a", "b");
    await makePrivateDirectory(path, "DATA_DIR");
    expect(statSync(path).mode & 0o777).toBe(0o700);
    await makePrivateDirectory(parent, "DATA_DIR");
  });

  it("cannot be a file", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "cfn-local-data-")), "file");
    writeFileSync(path, "");
    await expect(makePrivateDirectory(path, "DATA_DIR")).rejects.toThrow("DATA_DIR cannot be used");
  });
});
