import { CachePolicy } from "aws-cdk-lib/aws-cloudfront";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { regionalName } from "../edge/regional-name.ts";

/**
 * Lets the edge compress an API's public documents, and keep them for as long as they say; what says
 * nothing is not kept. Neither query nor headers nor cookies make another entry, so nobody can make
 * the edge ask for a document again.
 */
export class DocumentCache extends CachePolicy {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      cachePolicyName: regionalName(scope, "documents"),
      comment: "Latchkey: public documents of the API",
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(1),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  }
}
