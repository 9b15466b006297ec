import { ManagedPolicy, PermissionsBoundary } from "aws-cdk-lib/aws-iam";
import { Stack, Tags } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Settings } from "../core/config/config.ts";
import type { Site } from "../web/site-file.ts";
import type { BearerApi } from "./constructs/bearer-api.ts";
import { needsEdgeStack } from "./edge/edge-stack.ts";
import { LatchkeyKeys } from "./latchkey.ts";
import type { StageSettings } from "./stages.ts";

export interface LatchkeyStackProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** The settings that functions, page and CLI get at run time. */
  readonly productSettings: Settings;
  readonly site: Site;
  /** The directory of the functions' entries, if not `functions/`. */
  readonly functionsDirectory?: string;
}

/** CDK would tag them, and published schemas of CloudFormation have no such property. */
const untaggable = ["AWS::CloudWatch::Dashboard"];

/** One stage of `latchkey.config.ts`: a Latchkey by itself. */
export class LatchkeyStack extends Stack {
  readonly stage: string;
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;

  constructor(scope: Construct, { stage, ...props }: LatchkeyStackProps) {
    const { account, region, deletionProtection } = props.settings;
    super(scope, `Latchkey-${stage}`, {
      env: { region, ...(account === undefined ? {} : { account }) },
      description: `Latchkey: API keys (${stage})`,
      terminationProtection: deletionProtection,
      ...(needsEdgeStack(region, props.settings) ? { crossRegionReferences: true } : {}),
    });
    this.stage = stage;
    // "Default" is no part of logical ids.
    const keys = new LatchkeyKeys(this, "Default", props);
    this.publicApi = keys.publicApi;
    this.managementApi = keys.managementApi;
    keys.addOutputs();
    // By these a deployment tells which setting was changed or forgotten since the last one.
    this.templateOptions.metadata = { Latchkey: { settings: props.settings } };
    // The stack in us-east-1 is beside this one.
    const { root } = this.node;
    for (const [name, value] of Object.entries(props.settings.tags)) {
      Tags.of(root).add(name, value, { excludeResourceTypes: untaggable });
    }
    this.boundRoles(props.settings.permissionsBoundary);
  }

  private boundRoles(policyArn: string | undefined): void {
    if (policyArn === undefined) return;
    const policy = ManagedPolicy.fromManagedPolicyArn(this, "PermissionsBoundary", policyArn);
    PermissionsBoundary.of(this.node.root).apply(policy);
  }
}
