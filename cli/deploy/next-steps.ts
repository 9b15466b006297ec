import * as z from "zod";
import type { Template } from "./template.ts";

const settingsSchema = z.object({
  account: z.string().optional(),
  region: z.string(),
  deletionProtection: z.boolean(),
  alarms: z.object({ email: z.string().optional(), topicArn: z.string().optional() }).optional(),
  customDomain: z
    .object({ domainName: z.string(), hostedZone: z.object({}).loose().optional() })
    .optional(),
  signIn: z.object({ by: z.object({ userPool: z.object({}).loose().optional() }).loose() }),
});

/** The settings of the stage that its template was made with. */
export type StageFacts = z.output<typeof settingsSchema>;

export function stageFacts({ Metadata }: Template): StageFacts {
  return settingsSchema.parse(Metadata?.Latchkey?.settings);
}

/** All addresses, and the steps left to do by hand, one line each. */
export function nextSteps(
  stage: string,
  outputs: ReadonlyMap<string, string>,
  { region, alarms, customDomain, signIn }: StageFacts,
): readonly string[] {
  const at = (name: string) => outputs.get(name) ?? "?";
  const url = at("Url");
  const pool = outputs.get("UserPoolId");
  const steps = [
    `Settings page  ${url}/app/settings/api-keys`,
    `Documentation  ${url}/docs`,
    `Public API     ${url}/api/v1`,
    `Management     ${url}/api/manage/v1`,
    `Operator token aws secretsmanager get-secret-value --region ${region} --secret-id ${at("OperatorTokenSecretArn")} --query SecretString --output text`,
    `First account  npx --no-install latchkey accounts put <id> --plan <plan> --stage ${stage}`,
  ];
  if (customDomain && !customDomain.hostedZone) {
    steps.push(
      `Point ${customDomain.domainName} at ${at("DistributionDomainName")}, by a CNAME or an alias record.`,
    );
  }
  if (alarms?.email !== undefined) {
    steps.push(`Confirm the subscription to alarms that AWS mailed to ${alarms.email}.`);
  } else if (alarms && alarms.topicArn === undefined) {
    steps.push(
      `Subscribe to alarms: aws sns subscribe --region ${region} --topic-arn ${at("AlarmTopicArn")} --protocol email --notification-endpoint <address>`,
    );
  }
  if (signIn.by.userPool) {
    steps.push(
      `Add ${url}/app/settings/api-keys to the callback and sign-out URLs of your user pool's client.`,
    );
  } else if (pool !== undefined) {
    steps.push(
      `Invite a user: aws cognito-idp admin-create-user --region ${region} --user-pool-id ${pool} --username <address>`,
    );
  }
  return steps;
}
