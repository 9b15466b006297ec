import { isAddress } from "../admission/address-list.ts";
import { isPublicAddress } from "./public-address.ts";

/** A receiver of webhooks. */
export interface WebhookEndpoint {
  readonly url: string;
  /** The actions of the events that it gets; all of them if absent. */
  readonly events?: readonly string[] | undefined;
  /** Whether it may be at a private address, and without TLS. */
  readonly allowPrivate?: boolean | undefined;
}

/** An endpoint as the functions get it. */
export interface DeployedEndpoint extends WebhookEndpoint {
  readonly secretArn: string;
}

/** The environment variable with the endpoints of a function, as JSON. */
export const endpointsVariable = "LATCHKEY_WEBHOOKS";

/** Reads what synthesis has validated. */
export function endpointsFrom(environment: Readonly<Record<string, string | undefined>>) {
  const json = environment[endpointsVariable];
  const endpoints: readonly DeployedEndpoint[] = json === undefined ? [] : JSON.parse(json);
  return endpoints;
}

export function wants({ events }: WebhookEndpoint, action: string): boolean {
  return events === undefined || events.includes(action);
}

/** The host of a URL as `net` takes it: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

/** Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const privateName = /(^|\.)(localhost|local|internal|home\.arpa|localdomain|lan)\.?$/i;

/**
 * The fault of an endpoint's address, as far as it can be known without DNS.
 *
 * @returns the rule that it breaks; undefined for a good one
 */
export function urlFault({
  url,
  allowPrivate = false,
}: Pick<WebhookEndpoint, "url" | "allowPrivate">): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const protocols = allowPrivate ? ["https:", "http:"] : ["https:"];
  if (!parsed || !protocols.includes(parsed.protocol)) {
    return allowPrivate ? "must be an https or http URL" : "must be an https URL";
  }
  if (/[#@\s]/.test(url)) return "must be a URL without user and fragment";
  if (allowPrivate) return undefined;
  const host = hostOf(parsed);
  if (isAddress(host) ? isPublicAddress(host) : isPublicName(host)) return undefined;
  return "must be at a public address, unless allowPrivate is true";
}

function isPublicName(host: string): boolean {
  return host.replace(/\.$/, "").includes(".") && !privateName.test(host);
}
