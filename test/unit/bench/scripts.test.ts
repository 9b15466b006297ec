import { describe, expect, it } from "@jest/globals";
import {
  accessKeyIdOf,
  Scripts,
  scriptModes,
  scriptOf,
} from "../../../bench/harness/stub/scripts.ts";

describe("a container's script", () => {
  it("is known by the access key id in its signatures", () => {
    for (const mode of scriptModes) {
      const script = { mode, name: "7" };
      const credential = `${accessKeyIdOf(script)}/20261122/us-east-1/dynamodb/aws4_request`;
      expect(scriptOf(`AWS4-HMAC-SHA256 Credential=${credential}, Signature=0`)).toEqual(script);
    }
    expect(scriptOf("AWS4-HMAC-SHA256 Credential=local/20261122/us-east-1")).toBeUndefined();
    expect(scriptOf(undefined)).toBeUndefined();
  });

  it("gives each answer once, in its order, by what is asked for", () => {
    const scripts = new Scripts();
    const [recorded, replayed] = scriptModes.map((mode) => ({ mode, name: "7" }));
    if (!recorded || !replayed) throw new Error("there are two modes");
    scripts.record(recorded, "UpdateItem", { status: 400, body: "first" });
    scripts.record(recorded, "GetItem", { status: 200, body: "other" });
    scripts.record(recorded, "UpdateItem", { status: 200, body: "second" });
    expect(scripts.next(replayed, "UpdateItem")).toEqual({ status: 400, body: "first" });
    expect(scripts.next(replayed, "UpdateItem")).toEqual({ status: 200, body: "second" });
    expect(scripts.next(replayed, "UpdateItem")).toBeUndefined();
    expect(scripts.next({ ...replayed, name: "8" }, "GetItem")).toBeUndefined();
  });
});
