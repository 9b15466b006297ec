import {
  CfnRestApi,
  EndpointAccessMode,
  EndpointType,
  type RestApi,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigateway";

/**
 * Makes the endpoint that API Gateway gives an API refuse TLS 1.0 and 1.1, and host names other than
 * the one that the connection was opened for. By default it still takes TLS 1.0.
 *
 * CloudFront passes both checks: it connects to the API by the name that it also sends as `Host`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
export function requireTls12(
  { node: { defaultChild } }: RestApi,
  type: EndpointType = EndpointType.REGIONAL,
): void {
  if (!CfnRestApi.isCfnRestApi(defaultChild))
    throw new Error("CDK no longer declares a CfnRestApi");
  defaultChild.securityPolicy =
    type === EndpointType.EDGE
      ? SecurityPolicy.TLS12_PFS_2025_EDGE
      : SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
  defaultChild.endpointAccessMode = EndpointAccessMode.STRICT;
}
