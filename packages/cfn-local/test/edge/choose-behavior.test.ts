import { describe, expect, it } from "@jest/globals";
import { chooseBehavior } from "../../edge/choose-behavior.ts";
import { behaviorWith } from "../support/edge.ts";

const patterns = ["/api/manage/*", "/api/*", "images/*.jp?g", "*"];
const behaviors = patterns.map((pathPattern) => behaviorWith({ pathPattern }));

describe("the choice of a behaviour", () => {
  it.each([
    ["/api/v1/models", "/api/*"],
    ["/api/manage/v1/accounts", "/api/manage/*"],
    ["/api/", "/api/*"],
    ["/api", "*"],
    ["/API/v1/models", "*"],
    ["/", "*"],
    ["/apix/", "*"],
    ["/x/api/v1", "*"],
    ["/api/v1%2fmanage", "/api/*"],
    ["/images/a/b.jpeg", "images/*.jp?g"],
    ["/images/b.jpg", "*"],
  ])("takes %s for %s", (path, pattern) => {
    expect(chooseBehavior(behaviors, path)?.pathPattern).toBe(pattern);
  });

  it.each([
    ["slashes", "//api///v1", "/api/*"],
    ["dot segments", "/x/../api/./v1", "/api/*"],
    ["encoded dot segments", "/x/%2e%2E/api/v1", "/api/*"],
    ["dot segments at the end", "/api/manage/x/..", "/api/manage/*"],
    ["dots that lead out", "/api/../docs", "*"],
    ["dots beyond the root", "/../../api/v1", "/api/*"],
    ["encoded letters", "/%61pi/v1", "/api/*"],
    ["an encoded slash, which is none", "/api%2Fv1", "*"],
  ])("reads %s as RFC 3986 does", (_name, path, pattern) => {
    expect(chooseBehavior(behaviors, path)?.pathPattern).toBe(pattern);
  });

  it("takes the first that fits, in the template's order", () => {
    const [manage, api] = behaviors;
    const turned = [api, manage].flatMap((behavior) => (behavior ? [behavior] : []));
    expect(chooseBehavior(turned, "/api/manage/x")?.pathPattern).toBe("/api/*");
  });
});
