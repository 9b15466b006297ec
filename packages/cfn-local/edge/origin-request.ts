import type { HeaderLine, HttpRequest } from "../gateway/message.ts";
import type { ApiOrigin, Behavior, Forwarded, Selection } from "../template/distribution/model.ts";

/**
 * Headers that never reach an origin as they came. Which others do is for the policies to say.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
 */
const removedHeaders = new Set([
  "connection",
  "cookie",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  "via",
  "x-amz-cf-id",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-real-ip",
]);

/** The edge's own identity in requests to its origins. */
export interface EdgeIdentity {
  readonly requestId: string;
  readonly via: string;
  /** Source address of calls to the origins. */
  readonly ip: string;
}

/** The request that an API gets. Path and query are passed on as they came. */
export function originRequest(
  request: HttpRequest,
  behavior: Behavior,
  origin: ApiOrigin,
  edge: EdgeIdentity,
): HttpRequest {
  const { forwarded } = behavior;
  const added = [...addedHeaders(request, forwarded, edge), ...origin.customHeaders];
  const replaced = new Set(added.map(([name]) => name.toLowerCase()));
  const kept = request.headers.filter(([name]) => {
    const key = name.toLowerCase();
    return (
      !removedHeaders.has(key) &&
      !key.startsWith("x-edge-") &&
      !replaced.has(key) &&
      forwarded.some(({ headers }) => selects(headers, key))
    );
  });
  const has = (name: string) => kept.some(([key]) => key.toLowerCase() === name);
  return {
    ...request,
    sourceIp: edge.ip,
    query: selectedPairs(
      request.query,
      "&",
      "&",
      forwarded.map(({ queryStrings }) => queryStrings),
    ),
    headers: [
      ...kept,
      ...(has("host") ? [] : [["Host", origin.domainName] as const]),
      ...(has("user-agent") ? [] : [["User-Agent", "Amazon CloudFront"] as const]),
      ...added,
    ],
  };
}

function addedHeaders(
  request: HttpRequest,
  forwarded: readonly Forwarded[],
  { requestId, via }: EdgeIdentity,
): HeaderLine[] {
  const forwardedFor = valuesOf(request, "x-forwarded-for");
  const cookies = selectedPairs(
    valuesOf(request, "cookie").join("; "),
    /;\s*/,
    "; ",
    forwarded.map((policy) => policy.cookies),
  );
  const isAsked = (name: string) =>
    forwarded.some(({ addedHeaders: names }) => names.includes(name));
  return [
    ...(cookies === "" ? [] : [["Cookie", cookies] as const]),
    ["X-Forwarded-For", [...forwardedFor, request.sourceIp].join(", ")],
    ["Via", via],
    ["X-Amz-Cf-Id", requestId],
    ...(isAsked("cloudfront-viewer-address")
      ? [["CloudFront-Viewer-Address", `${request.sourceIp}:${request.sourcePort}`] as const]
      : []),
  ];
}

function valuesOf({ headers }: HttpRequest, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** Those of a list of `name=value` that any of the policies lets through, in their order. */
function selectedPairs(
  text: string,
  separator: string | RegExp,
  glue: string,
  selections: readonly Selection[],
): string {
  if (selections.some(({ kind }) => kind === "all")) return text;
  return text
    .split(separator)
    .filter((pair) => pair !== "" && selections.some((one) => selects(one, nameOf(pair))))
    .join(glue);
}

function nameOf(pair: string): string {
  return pair.split("=", 1)[0] ?? "";
}

function selects(selection: Selection, name: string): boolean {
  switch (selection.kind) {
    case "none":
      return false;
    case "all":
      return true;
    case "listed":
      return selection.names.includes(name);
    case "allExcept":
      return !selection.names.includes(name);
  }
}
