import type { Method, Resource } from "../template/model.ts";

export interface Route {
  readonly resource: Resource;
  readonly method: Method;
  /** Percent-encoded as they came: API Gateway was observed not to decode them for a proxy event. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** What `ANY` stands for. */
const anyMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/**
 * Finds the resource and method for a request.
 *
 * A spelled-out segment beats `{parameter}`, which beats `{greedy+}`; a better resource that lacks
 * the method does not hide a worse one that has it. Both are observed behaviour of API Gateway
 * (LocalStack's AWS-validated tests test_proxy_routing_with_hardcoded_resource_sibling and
 * test_routing_with_hardcoded_resource_sibling_order). Nothing is decoded or normalised: `..`,
 * `%2e` and `%2f` are characters like others.
 */
export function findRoute(
  root: Resource,
  segments: readonly string[],
  httpMethod: string,
): Route | undefined {
  return search(root, segments, httpMethod, {});
}

function search(
  resource: Resource,
  segments: readonly string[],
  httpMethod: string,
  pathParameters: Readonly<Record<string, string>>,
): Route | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    const method = methodOf(resource, httpMethod);
    return method && { resource, method, pathParameters };
  }
  for (const child of inOrderOfPrecedence(resource.children)) {
    const { kind, name } = parsePathPart(child.pathPart);
    if (kind === "greedy") {
      const method = methodOf(child, httpMethod);
      const value = segments.join("/");
      if (method)
        return { resource: child, method, pathParameters: { ...pathParameters, [name]: value } };
      continue;
    }
    if (kind === "static" ? name !== segment : segment === "") continue;
    const parameters = kind === "static" ? pathParameters : { ...pathParameters, [name]: segment };
    const found = search(child, rest, httpMethod, parameters);
    if (found) return found;
  }
  return undefined;
}

function methodOf({ methods }: Resource, httpMethod: string): Method | undefined {
  if (httpMethod === "ANY") return undefined;
  return (
    methods.get(httpMethod) ?? (anyMethods.includes(httpMethod) ? methods.get("ANY") : undefined)
  );
}

/** Whether API Gateway knows the method at all, whatever the API has. */
export function isKnownMethod(httpMethod: string): boolean {
  return anyMethods.includes(httpMethod);
}

type Kind = "static" | "parameter" | "greedy";
const precedence: readonly Kind[] = ["static", "parameter", "greedy"];

function inOrderOfPrecedence(resources: readonly Resource[]): Resource[] {
  const rank = ({ pathPart }: Resource) => precedence.indexOf(parsePathPart(pathPart).kind);
  return [...resources].sort((left, right) => rank(left) - rank(right));
}

function parsePathPart(pathPart: string): { kind: Kind; name: string } {
  const match = /^\{([^}+]+)(\+?)\}$/.exec(pathPart);
  if (!match) return { kind: "static", name: pathPart };
  return { kind: match[2] ? "greedy" : "parameter", name: match[1] ?? "" };
}
