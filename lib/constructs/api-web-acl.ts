import { CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { originSecretHeader } from "../edge/origin-secret.ts";
import type { AddressRules } from "../stages.ts";
import type { BearerApi } from "./bearer-api.ts";
import { WebAcl, without } from "./web-acl.ts";

export interface ApiWebAclProps {
  readonly api: BearerApi;
  readonly rules: AddressRules;
  /** The distribution's proof of itself; undefined where there is none. */
  readonly originSecret: string | undefined;
}

/**
 * AWS WAF before an API's own address.
 *
 * Requests through the distribution have CloudFront's addresses, many people behind each, so they
 * pass by their secret: the distribution's own web ACL has counted them by the caller's address.
 */
export class ApiWebAcl extends Construct {
  constructor(scope: Construct, id: string, { api, rules, originSecret }: ApiWebAclProps) {
    super(scope, id);
    const name = "Direct";
    const direct =
      originSecret === undefined ? undefined : without(originSecretHeader, originSecret);
    const acl = new WebAcl(this, "WebAcl", {
      kind: "REGIONAL",
      description: "Latchkey: who may call the API by its own address and how often",
      protects: [{ name, rules, scope: direct }],
    });
    new CfnWebACLAssociation(this, "Association", {
      resourceArn: api.restApi.deploymentStage.stageArn,
      webAclArn: acl.arn,
    });
  }
}
