import { chooseApi } from "../../gateway/choose-api.ts";
import { type Exchange, newExchange } from "../../gateway/exchange.ts";
import type { HeaderLine, HttpRequest } from "../../gateway/message.ts";
import type { GatewayResponse, Resource, RestApi } from "../../template/model.ts";

export function apiWith(parts: Partial<RestApi> = {}): RestApi {
  return {
    logicalId: "Api",
    id: "abcdefghij",
    name: "Things",
    stageName: "api",
    deploymentId: "dep123",
    stageVariables: null,
    binaryMediaTypes: [],
    leastCompressedBytes: undefined,
    throttles: new Map(),
    webAclArn: undefined,
    root: treeOf({}),
    gatewayResponses: new Map<string, GatewayResponse>(),
    ...parts,
  };
}

export function requestWith(parts: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "GET",
    path: "/api/v1/things",
    query: "",
    headers: [["Host", "abcdefghij.execute-api.us-east-1.amazonaws.com"]],
    body: Buffer.alloc(0),
    sourceIp: "192.0.2.1",
    sourcePort: 46_532,
    protocol: "HTTP/1.1",
    ...parts,
  };
}

/** A request on its way through an API, on a path below the stage `api`. */
export function exchangeWith(parts: Partial<HttpRequest> = {}, api = apiWith()): Exchange {
  const request = requestWith(parts);
  const destination = chooseApi([api], request.path);
  if (!destination) throw new Error(`${request.path} is outside the stage`);
  return newExchange(request, api, destination);
}

export function headers(lines: Readonly<Record<string, string>>): HeaderLine[] {
  return Object.entries(lines);
}

/**
 * A resource tree from paths to the methods they have, such as `{ "/v1/{id}": ["GET"] }`. Every
 * method is a mock.
 */
export function treeOf(paths: Readonly<Record<string, readonly string[]>>): Resource {
  const root = newResource("/", "");
  for (const [path, methods] of Object.entries(paths)) {
    let place = root;
    for (const pathPart of path.split("/").filter((part) => part !== "")) {
      place = childOf(place, pathPart);
    }
    for (const method of methods) place.methods.set(method, mock);
  }
  return root;
}

const mock = {
  authorizer: undefined,
  integration: {
    kind: "mock",
    passthrough: "WHEN_NO_MATCH",
    templateByMediaType: new Map(),
    responses: [],
  },
} as const;

function childOf(parent: Resource, pathPart: string): Resource {
  const found = parent.children.find((child) => child.pathPart === pathPart);
  if (found) return found;
  const child = newResource(`${parent.path === "/" ? "" : parent.path}/${pathPart}`, pathPart);
  parent.children.push(child);
  return child;
}

function newResource(path: string, pathPart: string): Resource {
  return { id: path, path, pathPart, children: [], methods: new Map() };
}
