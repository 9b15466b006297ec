import { Edge } from "../packages/cfn-local/edge/edge.ts";
import { refuseUnknownSyntax } from "../packages/cfn-local/edge/function-syntax.ts";
import type { Gateway } from "../packages/cfn-local/gateway/gateway.ts";
import type { HttpHost } from "../packages/cfn-local/gateway/http-host.ts";
import { resolveReferences } from "../packages/cfn-local/services/dynamic-reference.ts";
import type { SecretStore } from "../packages/cfn-local/services/secret-store.ts";
import type { Behavior, Distribution } from "../packages/cfn-local/template/distribution/model.ts";
import type { Product } from "../packages/cfn-local/template/model.ts";

/**
 * What listens for clients: the template's distribution, or the APIs alone where it has none.
 *
 * @throws StartError for a CloudFront function that could not run on AWS
 */
export async function frontDoorOf(
  { distribution, buckets }: Product,
  gateway: Gateway,
  store: SecretStore,
  reportFailure: (line: string) => void,
): Promise<HttpHost> {
  if (!distribution) return gateway;
  const functions = new Set(distribution.behaviors.map(({ viewerRequest }) => viewerRequest));
  await Promise.all([...functions].map((one) => one && refuseUnknownSyntax(one)));
  const resolved = withSecrets(distribution, store);
  return new Edge({ distribution: resolved, buckets, gateway, reportFailure });
}

/** Only now, since secrets come to be when the run begins. */
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

/** A stack's outputs, with the local address where they give the distribution's. */
export function localOutputs(
  { outputs, distribution }: Product,
  url: string,
): ReadonlyMap<string, string> {
  if (!distribution) return outputs;
  const replaced = `https://${distribution.domainName}`;
  return new Map(
    [...outputs].map(([name, value]) => {
      const isBelow = value === replaced || value.startsWith(`${replaced}/`);
      return [name, isBelow ? url + value.slice(replaced.length) : value];
    }),
  );
}
