import type { Configuration, StageConfig } from "./config/parse-config.ts";

/** A template that this configuration can have: that of a stage, or of a stage with one option more. */
export interface TemplateVariant {
  /** `prod`, or `prod with rollout`. */
  readonly name: string;
  readonly stage: string;
  readonly configuration: Configuration;
}

const account = "111111111111";
const certificateArn = `arn:aws:acm:us-east-1:${account}:certificate/example`;
const hostedZone = { id: "Z0123456789ABCDEFGHIJ", name: "example.com" };

/** By name, what each option of a stage that changes the template may be. */
const options: Readonly<Record<string, Partial<StageConfig>>> = {
  alarms: { alarms: { email: "operators@example.com" } },
  "alarms to an existing topic": {
    alarms: { topicArn: `arn:aws:sns:us-east-1:${account}:operators` },
  },
  "no alarms": { alarms: false, rollout: "all-at-once" },
  "a canary rollout": { alarms: {}, rollout: "canary-10-percent-5-minutes" },
  "no rollout": { rollout: "all-at-once" },
  "a domain and its certificate": { domain: { name: "keys.example.com", certificateArn } },
  "a domain in a hosted zone": { domain: { name: "keys.example.com", hostedZone } },
  "a domain in a hosted zone, elsewhere": {
    account,
    region: "eu-central-1",
    domain: { name: "keys.example.com", hostedZone },
  },
  "another issuer": {
    issuer: {
      url: "https://issuer.example",
      audience: "latchkey",
      clientId: "settings-page",
      scope: "openid email",
    },
    callbackUrls: [],
  },
  "mails by SES": {
    mail: { from: "keys@example.com", name: "Example", identity: "domain" },
    invitationUrl: "https://keys.example.com/app/settings/api-keys",
  },
  "no second factor": { mfa: "off" },
  "an existing user pool": {
    userPool: {
      id: "us-east-1_AbCd12345",
      clientId: "1example23456789",
      signInDomain: "auth.example.com",
    },
    callbackUrls: [],
  },
  "a permissions boundary and tags": {
    permissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
    tags: { team: "platform" },
  },
  "imported keys": { keys: { imported: { prefix: "old_" } } },
  "trusted servers": { verify: { from: ["192.0.2.0/24"] } },
};

/**
 * Every stage as it is, and the last one of those that keep their data with each option in turn.
 *
 * @returns what is validated and compared before a release
 */
export function templateVariants(configuration: Configuration): readonly TemplateVariant[] {
  const stages = Object.entries(configuration.stages);
  const base =
    stages.findLast(([, { retention }]) => retention.whenDeleted === "keep") ?? stages.at(-1);
  if (!base) return [];
  const [name, settings] = base;
  return [
    ...stages.map(([stage]) => ({ name: stage, stage, configuration })),
    ...Object.entries(options).map(([option, changes]) => ({
      name: `${name} with ${option}`,
      stage: name,
      configuration: {
        ...configuration,
        stages: { [name]: { ...settings, ...changes } },
      },
    })),
  ];
}
