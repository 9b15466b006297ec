import { Aws } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { uniqueName } from "../unique-name.ts";

/** An origin access control's name may have 64 characters, of which `-ap-southeast-1` takes 15. */
const longest = 64 - 15;

/**
 * A name for what CloudFront keeps once for an account, wherever the stack is. CDK names policies and
 * origin access controls by the stack alone, so a stage in a second region could not be deployed.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-responseheaderspolicy-responseheaderspolicyconfig.html
 */
export function regionalName(scope: Construct, part: string): string {
  const name = uniqueName(scope, longest - part.length - 1);
  return `${name}-${part}-${Aws.REGION}`;
}
