import { describe, expect, it } from "@jest/globals";
import { createMemoryAdapter } from "../../../../local/sign-in/memory-adapter.ts";

function house(rotationGraceSeconds: number) {
  const clock = { nowEpochMs: 1_000_000 };
  const adapterOf = createMemoryAdapter({
    rotationGraceSeconds,
    nowEpochMs: () => clock.nowEpochMs,
  });
  return { clock, adapterOf };
}

describe("what the provider keeps", () => {
  it("is gone once it expired", async () => {
    const { clock, adapterOf } = house(0);
    const sessions = adapterOf("Session");
    await sessions.upsert("a", { uid: "u" }, 60);
    clock.nowEpochMs += 59_999;
    expect(await sessions.find("a")).toEqual({ uid: "u" });
    expect(await sessions.findByUid("u")).toEqual({ uid: "u" });
    clock.nowEpochMs += 1;
    expect(await sessions.find("a")).toBeUndefined();
    expect(await sessions.findByUid("u")).toBeUndefined();
  });

  it("is gone once it is destroyed, or its grant revoked", async () => {
    const tokens = house(0).adapterOf("RefreshToken");
    for (const id of ["a", "b"]) await tokens.upsert(id, { grantId: `grant-${id}` });
    await tokens.upsert("c", { grantId: "grant-b" });
    await tokens.destroy("a");
    await tokens.revokeByGrantId("grant-b");
    for (const id of ["a", "b", "c"]) expect(await tokens.find(id)).toBeUndefined();
  });
});

describe("a refresh token that was used", () => {
  it("counts as used when the grace after its first use is over", async () => {
    const { clock, adapterOf } = house(10);
    const tokens = adapterOf("RefreshToken");
    await tokens.upsert("a", { jti: "a" }, 60);
    await tokens.consume("a");
    clock.nowEpochMs += 9_999;
    expect(await tokens.find("a")).toEqual({ jti: "a" });
    await tokens.consume("a");
    clock.nowEpochMs += 1;
    expect(await tokens.find("a")).toEqual({ jti: "a", consumed: 1_000 });
  });

  it("counts as used at once without a grace; a code always does", async () => {
    for (const [grace, model] of [
      [0, "RefreshToken"],
      [10, "AuthorizationCode"],
    ] as const) {
      const entries = house(grace).adapterOf(model);
      await entries.upsert("a", { jti: "a" }, 60);
      await entries.consume("a");
      expect(await entries.find("a")).toMatchObject({ consumed: 1_000 });
    }
  });
});
