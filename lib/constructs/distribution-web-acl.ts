import type { Construct } from "constructs";
import { errors } from "../../core/errors.ts";
import { managementErrorBody, publicErrorBody } from "../../functions/http/error-body.ts";
import { edgeScopeOf } from "../edge/edge-stack.ts";
import type { WebAclSettings } from "../stages.ts";
import { allOf, beginsWith, below, not, type Protected, WebAcl } from "./web-acl.ts";

const managementPath = "/api/manage/";

/**
 * AWS WAF before the distribution, where each request has its caller's address.
 *
 * Both APIs are behind it, so each rule is about the paths of one of them; pages are nobody's to block.
 */
export function distributionWebAcl(scope: Construct, settings: WebAclSettings): WebAcl {
  const protects: Protected[] = [
    { name: "Management", rules: settings.management, scope: below(managementPath) },
  ];
  if (settings.public) {
    const api = allOf(below("/api/"), not(beginsWith(managementPath)));
    protects.push({ name: "Public", rules: settings.public, scope: api });
  }
  return new WebAcl(edgeScopeOf(scope), "DistributionWebAcl", {
    kind: "CLOUDFRONT",
    description: "Latchkey: who may call the APIs through the distribution and how often",
    protects,
    bodies: {
      Management: JSON.stringify(managementErrorBody(errors.forbidden)),
      ...(settings.public ? { Public: JSON.stringify(publicErrorBody(errors.forbidden)) } : {}),
    },
  });
}
