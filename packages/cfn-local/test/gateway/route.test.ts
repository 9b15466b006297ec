import { describe, expect, it } from "@jest/globals";
import { chooseApi, pathSegments } from "../../gateway/choose-api.ts";
import { findRoute } from "../../gateway/route.ts";
import { apiWith, treeOf } from "../support/exchange.ts";

const tree = treeOf({
  "/": ["ANY"],
  "/v1/models": ["GET"],
  "/v1/{id}": ["GET", "DELETE"],
  "/v1/{id}/keys": ["POST"],
  "/{proxy+}": ["OPTIONS"],
});

function find(method: string, path: string) {
  const route = findRoute(tree, pathSegments(path), method);
  return route && [route.resource.path, route.pathParameters];
}

describe("a resource", () => {
  it.each([
    ["GET", "/v1/models", ["/v1/models", {}]],
    ["GET", "/v1/models/", ["/v1/models", {}]],
    ["GET", "/v1/other", ["/v1/{id}", { id: "other" }]],
    ["DELETE", "/v1/models", ["/v1/{id}", { id: "models" }]],
    ["OPTIONS", "/v1/models", ["/{proxy+}", { proxy: "v1/models" }]],
    ["POST", "/v1/models/keys", ["/v1/{id}/keys", { id: "models" }]],
    ["OPTIONS", "/a//b", ["/{proxy+}", { proxy: "a//b" }]],
    ["GET", "/v1/a%2Fb", ["/v1/{id}", { id: "a%2Fb" }]],
    ["GET", "/v1/..", ["/v1/{id}", { id: ".." }]],
    ["GET", "/v1/%2e%2e", ["/v1/{id}", { id: "%2e%2e" }]],
    ["HEAD", "/", ["/", {}]],
    ["GET", "/V1/models", undefined],
    ["GET", "/v1/%6dodels/x", undefined],
    ["GET", "/v1//", undefined],
    ["GET", "/v1//models", undefined],
    ["HEAD", "/v1/models", undefined],
    ["PROPFIND", "/", undefined],
    ["ANY", "/", undefined],
    ["get", "/v1/models", undefined],
  ])("for %s %s", (method, path, expected) => {
    expect(find(method, path)).toEqual(expected);
  });
});

describe("an API", () => {
  const first = apiWith({ id: "first", root: treeOf({ "/v1/models": ["GET"], "/{proxy+}": [] }) });
  const manage = apiWith({ id: "manage", root: treeOf({ "/manage/v1": [], "/{proxy+}": [] }) });
  const choose = (path: string) => {
    const destination = chooseApi([first, manage], path);
    return destination && [destination.api.id, destination.below, destination.full];
  };

  it.each([
    ["/api/v1/models", ["first", "/v1/models", "/api/v1/models"]],
    ["/api/manage/v1/x", ["manage", "/manage/v1/x", "/api/manage/v1/x"]],
    ["/api/manage", ["manage", "/manage", "/api/manage"]],
    ["/api/nothing", ["first", "/nothing", "/api/nothing"]],
    ["/api", ["first", "/", "/api"]],
    ["/api/", ["first", "/", "/api/"]],
    ["//api//v1/models", ["first", "/v1/models", "/api//v1/models"]],
    ["/api/%6danage/v1", ["first", "/%6danage/v1", "/api/%6danage/v1"]],
    ["/api/v1//models", ["first", "/v1//models", "/api/v1//models"]],
    ["/API/v1/models", undefined],
    ["/apis", undefined],
    ["/", undefined],
    ["*", undefined],
    ["", undefined],
  ])("is chosen for %s", (path, expected) => {
    expect(choose(path)).toEqual(expected);
  });
});
