import type { Resource, RestApi } from "../template/model.ts";

/** The target of a request: an API and the path below its stage. */
export interface Destination {
  readonly api: RestApi;
  readonly below: string;
  readonly full: string;
}

/**
 * Finds the API that a path belongs to, several APIs being served under one host.
 *
 * On AWS each API has a host of its own. Where a template puts no distribution before them, the API
 * whose resources spell out the longest part of the path gets it; where none spells out more than
 * another, the one that the template declares first.
 *
 * Slashes before and after the stage count as one. That, and that others are kept as they are, is
 * what API Gateway was observed to do, as recorded in LocalStack's AWS-validated snapshots:
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json
 *
 * @returns undefined for a path outside every stage
 */
export function chooseApi(apis: readonly RestApi[], path: string): Destination | undefined {
  const trimmed = path.replace(/^\/+/, "");
  const slash = trimmed.indexOf("/");
  const stage = slash < 0 ? trimmed : trimmed.slice(0, slash);
  const rest = slash < 0 ? "" : trimmed.slice(slash);
  const below = `/${rest.replace(/^\/+/, "")}`;
  let best: { api: RestApi; depth: number } | undefined;
  for (const api of apis) {
    if (api.stageName !== stage) continue;
    const depth = spelledOut(api.root, pathSegments(below));
    if (!best || depth > best.depth) best = { api, depth };
  }
  return best && { api: best.api, below, full: `/${stage}${rest}` };
}

/**
 * The segments of a path below a stage. One slash at the end is ignored; empty segments elsewhere
 * stay, as does everything that is percent-encoded.
 */
export function pathSegments(below: string): string[] {
  const path = below.slice(1).replace(/\/$/, "");
  return path === "" ? [] : path.split("/");
}

function spelledOut(resource: Resource, [segment, ...rest]: readonly string[]): number {
  const next = resource.children.find(({ pathPart }) => pathPart === segment);
  return next ? 1 + spelledOut(next, rest) : 0;
}
