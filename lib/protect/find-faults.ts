import { isDeepStrictEqual } from "node:util";
import type { RenderedResource, RenderedTemplate } from "../checks/rendered-template.ts";
import { contains, isRecord, pathOf } from "../checks/unguarded-routes.ts";
import type { Protection } from "./protection.ts";

/** A protected API. References are as templates spell them. */
export interface ProtectedApi {
  readonly restApi: unknown;
  readonly authorizer: unknown;
  readonly protection: Protection;
  /** Logical ids of the methods that there were when the API was protected. */
  readonly protectedIds: ReadonlySet<string>;
  /** Integrations that say the same to everybody, and run nothing. */
  readonly openIntegrations: readonly unknown[];
  /** The functions of `forward`, which obey the verdict. */
  readonly forwarders: readonly { readonly arn: unknown; readonly streams: boolean }[];
}

/** Finds what would let a request past the authorizer or past its verdict; one line for each route. */
export function findFaults(template: RenderedTemplate, api: ProtectedApi): string[] {
  const methods = methodsOf(template, api.restApi);
  const routes = methods.map(({ route }) => route);
  return [
    ...api.protection.named.flatMap((named) => findMissing(named, routes)),
    ...methods.flatMap((method) =>
      findFaultsOfMethod(method, api).map((fault) => `${method.route}: ${fault}`),
    ),
    ...findFaultsOfAuthorizer(template, api),
    ...findDoubleResponses(template, api.restApi),
  ];
}

interface MethodOfApi {
  readonly id: string;
  readonly route: string;
  readonly properties: RenderedResource["properties"];
}

export function methodsOf(template: RenderedTemplate, restApi: unknown): MethodOfApi[] {
  return [...template]
    .filter(([, { type }]) => type === "AWS::ApiGateway::Method")
    .filter(([, { properties }]) => isDeepStrictEqual(properties.RestApiId, restApi))
    .map(([id, { properties }]) => {
      const path = pathOf(template, properties.ResourceId);
      return { id, route: `${properties.HttpMethod} ${path}`, properties };
    });
}

function findMissing(
  { route, option }: Protection["named"][number],
  routes: readonly string[],
): string[] {
  if (routes.includes(route)) return [];
  const path = route.replace(/^\S+ /, "");
  const sharing = routes.filter((each) => each.replace(/^\S+ /, "") === path);
  // Rules go by the method of the request, so `ANY` in the API serves each and each serves `ANY`.
  const isOfAny = sharing.includes(`ANY ${path}`) || route.startsWith("ANY ");
  const goesByRequest = option === "costs" || option === "scopes";
  if (goesByRequest && isOfAny && sharing.length > 0) return [];
  const hint = sharing.length > 0 ? `; there is ${sharing.join(", ")}` : "";
  return [`${route} in ${option}: the API has no such route${hint}`];
}

/** Whether everybody may call it: it is listed as open, or says the same to all. */
export function isOpen(
  { route, properties }: MethodOfApi,
  { protection, openIntegrations }: ProtectedApi,
): boolean {
  return (
    protection.open.includes(route) ||
    openIntegrations.some((open) => isDeepStrictEqual(open, properties.Integration))
  );
}

function findFaultsOfMethod(method: MethodOfApi, api: ProtectedApi): string[] {
  if (isOpen(method, api)) return [];
  const { id, route, properties } = method;
  const { AuthorizationType, AuthorizerId, Integration } = properties;
  if (!api.protectedIds.has(id)) return ["was added after protect(): call protect() last"];
  if (AuthorizationType !== "CUSTOM" || !isDeepStrictEqual(AuthorizerId, api.authorizer)) {
    return ["has lost Latchkey's authorizer to a later change"];
  }
  if (!isRecord(Integration) || Integration.Type !== "AWS_PROXY") {
    return [
      "runs no Lambda function by proxy, so nothing obeys the verdict: put keys.forward(…) there, or list the route in open",
    ];
  }
  const forwarder = api.forwarders.find(({ arn }) => contains(Integration.Uri, arn));
  if (forwarder) return findFaultsOfMode(Integration.ResponseTransferMode, forwarder);
  if (api.protection.obeys(route)) return [];
  return [
    "its function is not known to obey the verdict: put keys.forward(function) there or, if it does, list the route in obeysVerdict",
  ];
}

/** API Gateway takes a response only in the form of its mode. */
function findFaultsOfMode(mode: unknown, { streams }: { readonly streams: boolean }): string[] {
  if (streams === (mode === "STREAM")) return [];
  return [
    streams
      ? "its forwarder streams: give the integration responseTransferMode: ResponseTransferMode.STREAM"
      : "its integration streams: put keys.forward(…, { stream: true }) there",
  ];
}

/** A cached verdict outlives a revoked key. */
function findFaultsOfAuthorizer(
  template: RenderedTemplate,
  { authorizer }: ProtectedApi,
): string[] {
  const properties = isRecord(authorizer) ? template.get(`${authorizer.Ref}`)?.properties : {};
  const { Type, AuthorizerResultTtlInSeconds: ttl } = properties ?? {};
  return Type === "REQUEST" && ttl === 0
    ? []
    : ["The authorizer must be of type REQUEST and have a TTL of 0"];
}

function findDoubleResponses(template: RenderedTemplate, restApi: unknown): string[] {
  const types = [...template.values()]
    .filter(({ type }) => type === "AWS::ApiGateway::GatewayResponse")
    .filter(({ properties }) => isDeepStrictEqual(properties.RestApiId, restApi))
    .map(({ properties }) => String(properties.ResponseType));
  const doubles = types.filter((type, index) => types.indexOf(type) < index);
  return doubles.map(
    (type) => `The API has a gateway response ${type} of its own: remove it, protect() adds one`,
  );
}
