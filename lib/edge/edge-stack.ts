import { Stack, Token } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { StageSettings } from "../stages.ts";

/** The only region from which CloudFront takes certificates and web ACLs. */
const edgeRegion = "us-east-1";

/** Whether the distribution needs something that cannot be in the stack's own region. */
export function needsEdgeStack(
  region: string,
  { customDomain, webAcl }: Pick<StageSettings, "customDomain" | "webAcl">,
): boolean {
  const makesCertificate = customDomain !== undefined && customDomain.certificateArn === undefined;
  return region !== edgeRegion && (makesCertificate || webAcl !== undefined);
}

/**
 * The scope for resources that CloudFront takes from us-east-1 alone: this one, or a small stack.
 *
 * @throws Error where the stack has no region of its own, so that nobody knows which it is
 */
export function edgeScopeOf(scope: Construct): Construct {
  const { stackName, account, region, node } = Stack.of(scope);
  if (region === edgeRegion) return scope;
  if (Token.isUnresolved(region)) {
    throw new Error(
      `${node.path}: env.region must be set, since CloudFront takes web ACLs and certificates from ${edgeRegion}`,
    );
  }
  const id = `${stackName}-edge`;
  const existing = scope.node.root.node.tryFindChild(id);
  if (existing) return existing;
  return new Stack(scope.node.root, id, {
    env: { account, region: edgeRegion },
    description: "Latchkey: what its distribution takes from us-east-1",
    crossRegionReferences: true,
  });
}
