import { describe, expect, it } from "@jest/globals";
import { basePath, pathOf, routeOf } from "../../../web/page/navigation/route.ts";
import { arrivalOf, explainRefusal } from "../../../web/page/session/issuer-response.ts";
import { parseSignInState } from "../../../web/page/session/return-path.ts";

describe("a path of the page", () => {
  it.each([
    ["", { page: "keys" }],
    ["/", { page: "keys" }],
    ["/usage", { page: "usage" }],
    ["/activity", { page: "activity" }],
    ["/3kTMd92x", { page: "key", id: "3kTMd92x" }],
    ["/3kTMd92", { page: "unknown" }],
    ["/3kTMd92x/more", { page: "unknown" }],
    ["/%33kTMd92x", { page: "unknown" }],
    ["x", { page: "unknown" }],
  ])("%j leads to %o", (rest, route) => {
    expect(routeOf(basePath + rest)).toEqual(route);
  });

  it.each([
    { page: "keys" },
    { page: "usage" },
    { page: "activity" },
    { page: "key", id: "3kTMd92x" },
  ] as const)("leads back to where it was made for: %o", (route) => {
    expect(routeOf(pathOf(route))).toEqual(route);
  });
});

describe("the way back from a sign-in", () => {
  it("goes on where the page was", () => {
    const signInState = { path: `${basePath}/activity`, isSecondTry: true };
    expect(parseSignInState(signInState)).toEqual(signInState);
  });

  it.each([
    undefined,
    null,
    "text",
    {},
    { path: 7 },
    { path: "//evil.example" },
    { path: "https://evil.example/app/settings/api-keys" },
    { path: "/app/settings/api-keys.evil" },
    { path: "/docs", isSecondTry: "yes" },
  ])("goes nowhere else: %j", (state) => {
    expect(parseSignInState(state)).toEqual({ path: basePath, isSecondTry: false });
  });

  it.each([
    ["", "by-itself"],
    ["?utm=1", "by-itself"],
    ["?code=a&state=b", "from-sign-in"],
    ["?error=access_denied&state=b", "from-sign-in"],
    ["?state=b", "from-sign-out"],
  ])("is told by the query %j: %s", (search, arrival) => {
    expect(arrivalOf(search)).toBe(arrival);
  });

  it("says plainly why it did not work, and quotes nothing of what came", () => {
    expect(explainRefusal("access_denied")).toBe("Sign-in was cancelled or not allowed.");
    expect(explainRefusal("<b>new</b>")).toBe("The sign-in service rejected the request.");
    expect(explainRefusal(null)).toBe("The sign-in service rejected the request.");
  });
});
