import { isDeepStrictEqual } from "node:util";
import type { RenderedResource, RenderedTemplate } from "./rendered-template.ts";

/** A REST API whose every route an authorizer must judge. References are as templates spell them. */
export interface GuardedApi {
  /** The name in error messages. */
  readonly label: string;
  readonly restApi: unknown;
  readonly authorizer: unknown;
  /** Each `METHOD /path` that the API was declared with. */
  readonly routes: readonly string[];
  /** Integrations that everybody may reach: they say the same to all, and run nothing. */
  readonly openIntegrations: readonly unknown[];
  /** Routes that anybody may call, each with the one function that may serve it. */
  readonly openRoutes: readonly { readonly route: string; readonly arn: unknown }[];
  /** Integrations without a function that obey the verdict by mapping it, whatever it is. */
  readonly obeyingIntegrations: readonly unknown[];
  /** Whether the verdict travels to the function, which must then be wrapped to obey it. */
  readonly forwardsVerdict: boolean;
}

export interface DeployedFunction {
  /** The path of its entry, for messages. */
  readonly entry: string;
  readonly arn: unknown;
  readonly isWrappedInVerdict: boolean;
}

/**
 * Finds what would let a request past the authorizer or past its verdict.
 *
 * It goes by what the template says, not by how it came about, so that a method declared in any
 * other way than through `BearerApi` is judged as well. Exempt is what says the same to everybody without
 * running a function, recognised by its whole content, and a declared open route with its own function.
 *
 * @returns one line for each gap, naming the route and what it lacks
 */
export function findUnguardedRoutes(
  template: RenderedTemplate,
  apis: readonly GuardedApi[],
  functions: readonly DeployedFunction[],
): string[] {
  const resources = [...template.values()];
  return [
    ...apis.flatMap((api) => findFaultsOfAuthorizer(template, api)),
    ...apis.flatMap((api) => findImportedRoutes(template, api)),
    ...resources.filter(isOfType("Method")).flatMap(({ properties }) => {
      const route = `${properties.HttpMethod} ${pathOf(template, properties.ResourceId)}`;
      const api = apis.find(({ restApi }) => isDeepStrictEqual(restApi, properties.RestApiId));
      // A stranger's API is none of this check's business.
      if (!api) return [];
      const isOpen = api.openIntegrations.some((open) =>
        isDeepStrictEqual(properties.Integration, open),
      );
      if (isOpen || isDeclaredOpen(route, properties, api)) return [];
      return [
        findMissingAuthorizer(properties, api),
        findMissingWrapper(properties, api, functions),
        api.routes.includes(route) ? undefined : "is not among the API's declared routes",
      ]
        .filter((gap) => gap !== undefined)
        .map((gap) => `${route} of the ${api.label}: ${gap}`);
    }),
  ];
}

export function isJudged(type: string): boolean {
  return type.startsWith(typePrefix);
}

const typePrefix = "AWS::ApiGateway::";

function isOfType(type: string): (resource: RenderedResource) => boolean {
  return (resource) => resource.type === `${typePrefix}${type}`;
}

type Properties = RenderedResource["properties"];

function isDeclaredOpen(
  route: string,
  { Integration: integration }: Properties,
  { openRoutes }: GuardedApi,
): boolean {
  const isProxy = isRecord(integration) && integration.Type === "AWS_PROXY";
  return (
    isProxy &&
    openRoutes.some((open) => open.route === route && contains(integration.Uri, open.arn))
  );
}

function findMissingAuthorizer(method: Properties, { authorizer }: GuardedApi): string | undefined {
  if (method.AuthorizationType !== "CUSTOM" || method.AuthorizerId === undefined) {
    return "has no authorizer";
  }
  if (!isDeepStrictEqual(method.AuthorizerId, authorizer)) {
    return "has another authorizer than the API's own";
  }
  return undefined;
}

function findMissingWrapper(
  { Integration: integration }: Properties,
  { forwardsVerdict, obeyingIntegrations }: GuardedApi,
  functions: readonly DeployedFunction[],
): string | undefined {
  if (!forwardsVerdict) return undefined;
  if (obeyingIntegrations.some((obeying) => isDeepStrictEqual(integration, obeying))) {
    return undefined;
  }
  if (!isRecord(integration) || integration.Type !== "AWS_PROXY") {
    return "runs no function, so nothing obeys the verdict";
  }
  const target = functions.find(({ arn }) => contains(integration.Uri, arn));
  if (!target) return "runs a function that is not known to be wrapped in withVerdict";
  if (target.isWrappedInVerdict) return undefined;
  return `${target.entry} is not wrapped, it must have: export const handler = withVerdict(…)`;
}

/** A cached verdict outlives a revoked key. */
function findFaultsOfAuthorizer(
  template: RenderedTemplate,
  { label, authorizer }: GuardedApi,
): string[] {
  const properties = isRecord(authorizer)
    ? template.get(`${authorizer.Ref}`)?.properties
    : undefined;
  if (!properties) return [`The ${label} has no authorizer`];
  const faults = [];
  if (properties.Type !== "REQUEST") faults.push("must be of type REQUEST");
  if (properties.AuthorizerResultTtlInSeconds !== 0) faults.push("must have a TTL of 0");
  return faults.map((fault) => `The authorizer of the ${label} ${fault}`);
}

function findImportedRoutes(template: RenderedTemplate, { restApi }: GuardedApi): string[] {
  const properties = isRecord(restApi) ? template.get(`${restApi.Ref}`)?.properties : undefined;
  const isImported = properties?.Body !== undefined || properties?.BodyS3Location !== undefined;
  return isImported ? [`API ${properties?.Name}: imports routes, which cannot be checked`] : [];
}

/** @returns the path of a resource reference: `/` for the root, `?` for what the stack lacks */
export function pathOf(template: RenderedTemplate, reference: unknown): string {
  if (!isRecord(reference)) return "?";
  if ("Fn::GetAtt" in reference) return "/";
  const resource = template.get(`${reference.Ref}`);
  if (!resource) return "?";
  const parent = pathOf(template, resource.properties.ParentId);
  return `${parent === "/" ? "" : parent}/${resource.properties.PathPart}`;
}

/** Whether a part, such as a reference, occurs anywhere within a piece of a template. */
export function contains(whole: unknown, part: unknown): boolean {
  if (isDeepStrictEqual(whole, part)) return true;
  return (
    typeof whole === "object" &&
    whole !== null &&
    Object.values(whole).some((x) => contains(x, part))
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
