import { describe, expect, it } from "@jest/globals";
import { findDeployedNode, majorOf, pinnedVersion } from "../../../bench/runtime/deployed-node.ts";

const mac = { platform: "darwin", arch: "arm64", execPath: "/opt/node" };

describe("the Node that stands for the functions' runtime", () => {
  it("is one that npm's packages pin to the patch", () => {
    expect(pinnedVersion()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("is one's own of the same major version on a platform that npm has no package for", () => {
    const version = `v${majorOf(pinnedVersion())}.0.1`;
    expect(findDeployedNode({ ...mac, version })).toEqual({ kind: "own", path: "/opt/node" });
  });

  it("is missed by name where one's own is another", () => {
    const found = findDeployedNode({ ...mac, version: "v20.19.0" });
    expect(found).toEqual({ kind: "missing", reason: expect.stringContaining("darwin on arm64") });
    expect(found).toEqual({ kind: "missing", reason: expect.stringContaining("Node v20.19.0") });
  });

  it.each([
    ["v24.21.0", "24"],
    ["20.19.0", "20"],
  ])("%s is of the major version %s", (version, major) => {
    expect(majorOf(version)).toBe(major);
  });
});
