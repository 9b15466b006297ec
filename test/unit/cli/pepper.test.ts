import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import {
  readKeyringText,
  withNewVersion,
  withoutVersion,
} from "../../../cli/pepper/keyring-text.ts";
import { refuseRemoval } from "../../../cli/pepper/removal.ts";
import { showStatus, statusObject } from "../../../cli/pepper/show-status.ts";
import { VersionTally } from "../../../cli/pepper/version-counts.ts";
import { digestKey, parseKeyring } from "../../../core/key/pepper.ts";

const newPepper = () => randomBytes(32).toString("base64url");
const keyringOf = (active: string, ...versions: string[]) =>
  JSON.stringify({ active, ...Object.fromEntries(versions.map((one) => [one, newPepper()])) });

describe("a new pepper", () => {
  it("becomes the active one, and the others stay as they are", () => {
    const before = keyringOf("v1", "v1");
    const { text, version } = withNewVersion(before, newPepper());
    expect(version).toBe("v2");
    const [old, changed] = [parseKeyring(before), parseKeyring(text)];
    expect(changed.activeVersion).toBe("v2");
    expect(digestKey("key", changed, "v1")).toEqual(digestKey("key", old, "v1"));
    expect(digestKey("key", changed)).not.toEqual(digestKey("key", old));
  });

  it("gets a number above all others", () => {
    expect(withNewVersion(keyringOf("v3", "v10", "v3"), newPepper()).version).toBe("v11");
  });

  it("is not added where the authorizer could not read the keyring after it", () => {
    expect(() => withNewVersion(keyringOf("v1", "v1"), "short")).toThrow();
  });
});

describe("removing a pepper", () => {
  it("leaves the others", () => {
    const { text } = withoutVersion(keyringOf("v2", "v1", "v2"), "v1");
    expect(readKeyringText(text)).toEqual({ active: "v2", versions: ["v2"] });
  });

  it.each([
    ["the active one", "v2", 1],
    ["one that is not there", "v7", 2],
    ["what is no version", "active", 2],
  ])("is refused for %s", (_, version, exitCode) => {
    expect(() => withoutVersion(keyringOf("v2", "v1", "v2"), version)).toThrow(
      expect.objectContaining({ exitCode }),
    );
  });

  it("is refused for ten minutes after the keyring was changed", () => {
    const changedAtEpochMs = 1_000_000;
    const removedAfter = (ms: number) => () =>
      refuseRemoval.soonAfterChange(changedAtEpochMs, changedAtEpochMs + ms);
    expect(removedAfter(0)).toThrow("600 seconds");
    expect(removedAfter(599_999)).toThrow("1 seconds");
    expect(removedAfter(600_000)).not.toThrow();
  });

  it.each([
    [{ keys: 1, inGrace: 0 }, true],
    [{ keys: 0, inGrace: 1 }, true],
    [{ keys: 0, inGrace: 0 }, false],
  ])("is refused while it is in use: %j", (counts, isRefused) => {
    const removal = () => refuseRemoval.whileInUse({ version: "v1", revoked: 9, ...counts });
    if (isRefused) expect(removal).toThrow("v1 is in use");
    else expect(removal).not.toThrow();
  });
});

describe("a secret that is no keyring", () => {
  it.each([["text"], ["{}"], ['{"active":"v1"}'], ['["v1"]'], ['{"active":"v1","v1":"short"}']])(
    "is left alone, and nothing of it is told: %s",
    (text) => {
      for (const change of [
        () => withNewVersion(text, newPepper()),
        () => withoutVersion(text, "v1"),
      ]) {
        expect(change).toThrow(
          "The pepper's secret does not contain a valid keyring. Nothing was done.",
        );
      }
    },
  );
});

describe("counting keys by pepper", () => {
  const now = 1_800_000_000;
  const tally = new VersionTally(now);
  tally.add({ pepper: "v1" });
  tally.add({ pepper: "v2", op: "v1", ou: now + 1 });
  tally.add({ pepper: "v2", op: "v1", ou: now });
  tally.add({ pepper: "v1", revoked_at: now - 5 });
  tally.add({ pepper: "sha256" });
  tally.add({ pepper: "v9" });
  const counts = tally.counts(["v1", "v2", "v3"]);

  it("counts old secrets as long as they work, and revoked keys apart", () => {
    expect(counts).toEqual([
      { version: "v1", keys: 1, inGrace: 1, revoked: 1 },
      { version: "v2", keys: 2, inGrace: 0, revoked: 0 },
      { version: "v3", keys: 0, inGrace: 0, revoked: 0 },
      { version: "sha256", keys: 1, inGrace: 0, revoked: 0 },
      { version: "v9", keys: 1, inGrace: 0, revoked: 0 },
    ]);
  });

  it("is shown with a word on what the keyring lacks", () => {
    const status = { active: "v3", versions: ["v1", "v2", "v3"], counts };
    const shown = showStatus(status);
    expect(shown).toContain("v3 (active)");
    expect(shown).toMatch(/none: imported, not used yet +1/);
    expect(shown).toContain("The keyring lacks v9:");
    expect(statusObject(status).versions[0]).toEqual({
      version: "v1",
      keys: 1,
      old_secrets_in_grace: 1,
      revoked_keys: 1,
    });
  });

  it("takes nothing that is not a key", () => {
    expect(() => new VersionTally(now).add({ pk: "ACCOUNT#a" })).toThrow();
  });
});
