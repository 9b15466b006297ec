import {
  Certificate,
  CertificateValidation,
  type ICertificate,
} from "aws-cdk-lib/aws-certificatemanager";
import type { IDistribution } from "aws-cdk-lib/aws-cloudfront";
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import type { Construct } from "constructs";
import { edgeScopeOf } from "../edge/edge-stack.ts";
import type { CustomDomain } from "../stages.ts";

/** The certificate that a domain comes with, or one that is made and validated in its hosted zone. */
export function certificateOf(scope: Construct, domain: CustomDomain): ICertificate {
  const { domainName, certificateArn, hostedZone } = domain;
  if (certificateArn !== undefined) {
    return Certificate.fromCertificateArn(scope, "Certificate", certificateArn);
  }
  if (!hostedZone) throw new Error(`${domainName} needs a certificate or a hosted zone`);
  const home = edgeScopeOf(scope);
  return new Certificate(home, "Certificate", {
    domainName,
    validation: CertificateValidation.fromDns(zoneIn(home, "ValidationZone", hostedZone)),
  });
}

/** Points the name at the distribution, by IPv4 and IPv6. */
export function addRecords(
  scope: Construct,
  distribution: IDistribution,
  { domainName: recordName, hostedZone }: CustomDomain,
): void {
  if (!hostedZone) return;
  const zone = zoneIn(scope, "HostedZone", hostedZone);
  const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
  new ARecord(scope, "Address", { zone, recordName, target });
  new AaaaRecord(scope, "AddressV6", { zone, recordName, target });
}

function zoneIn(
  scope: Construct,
  id: string,
  { id: hostedZoneId, name: zoneName }: NonNullable<CustomDomain["hostedZone"]>,
) {
  return HostedZone.fromHostedZoneAttributes(scope, id, { hostedZoneId, zoneName });
}
