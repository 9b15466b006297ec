import { Edge } from "./edge/edge.ts";
import { refuseUnknownSyntax } from "./edge/function-syntax.ts";
import { Firewall } from "./firewall/firewall.ts";
import type { Gateway } from "./gateway/gateway.ts";
import type { HttpHost } from "./gateway/http-host.ts";
import { resolveReferences } from "./services/dynamic-reference.ts";
import type { SecretStore } from "./services/secret-store.ts";
import type { Behavior, Distribution } from "./template/distribution/model.ts";
import type { Product } from "./template/model.ts";

/**
 * Chooses what answers clients: the template's distribution, or the APIs if it has none.
 *
 * @throws StartError for a CloudFront function that CloudFront would refuse
 */
export async function chooseHost(
  { distribution, buckets }: Product,
  gateway: Gateway,
  firewalls: ReadonlyMap<string, Firewall>,
  store: SecretStore,
  reportFailure: (line: string) => void,
): Promise<HttpHost> {
  if (!distribution) return gateway;
  const functions = new Set(distribution.behaviors.map(({ viewerRequest }) => viewerRequest));
  await Promise.all([...functions].map((one) => one && refuseUnknownSyntax(one)));
  const resolved = withSecrets(distribution, store);
  const firewall = firewalls.get(distribution.webAclArn ?? "");
  return new Edge({ distribution: resolved, buckets, gateway, firewall, reportFailure });
}

/** Resolved at start, because the run generates the secrets. */
function withSecrets(distribution: Distribution, store: SecretStore): Distribution {
  const resolve = (behavior: Behavior): Behavior => {
    const { origin } = behavior;
    if (origin.kind === "bucket") return behavior;
    const customHeaders = origin.customHeaders.map(
      ([name, value]) => [name, resolveReferences(value, store)] as const,
    );
    return { ...behavior, origin: { ...origin, customHeaders } };
  };
  return { ...distribution, behaviors: distribution.behaviors.map(resolve) };
}

/** The web ACLs of the template, by ARN. Secrets in them are resolved at start too. */
export function startFirewalls(
  { webAcls }: Product,
  store: SecretStore,
  periodMs: number,
): ReadonlyMap<string, Firewall> {
  const options = {
    resolve: (text: string) => resolveReferences(text, store),
    periodMs,
    nowMs: () => performance.now(),
  };
  return new Map([...webAcls].map(([arn, model]) => [arn, new Firewall(model, options)]));
}
