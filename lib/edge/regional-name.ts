import { Aws } from "aws-cdk-lib/core";

/**
 * A name for what CloudFront keeps once for an account, wherever the stack is. CDK names policies and
 * origin access controls by the stack alone, so a stage in a second region could not be deployed.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-responseheaderspolicy-responseheaderspolicyconfig.html
 */
export function regionalName(stage: string, part: string): string {
  return `Latchkey-${stage}-${part}-${Aws.REGION}`;
}
