import { StartError } from "../start-error.ts";
import type { Template, TemplateResource } from "./document.ts";
import { evaluate, evaluateText, noValue, type Scope } from "./intrinsics.ts";
import { nameProperty, physicalAttribute, physicalId, stackId } from "./physical.ts";
import { replaceText } from "./replace-text.ts";
import { accountId, partition, region } from "./simulated-account.ts";

/** A resource whose condition holds. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** Evaluated on demand, so that resources without effect may use unsupported functions. */
  properties(): Record<string, unknown>;
}

/** A text in the template, and its local replacement. */
export type StandIn = readonly [text: string, replacement: string];

/** The "discard" port, where nothing listens: without a stand-in, no issuer's keys are fetched. */
const nobody = "http://127.0.0.1:9";

/** A template with names to give: the `Scope` its intrinsic functions resolve against. */
export class Stack implements Scope {
  readonly name: string;
  readonly #template: Template;
  readonly #userPoolIssuer: string;
  #standIns: readonly StandIn[] | undefined;

  /** @param userPoolIssuer issuer in place of the template's user pool */
  constructor(name: string, template: Template, userPoolIssuer = nobody) {
    this.name = name;
    this.#template = template;
    this.#userPoolIssuer = userPoolIssuer;
  }

  resources(): StackResource[] {
    return Object.entries(this.#template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || this.condition(Condition))
      .map(([logicalId, resource]) => ({
        logicalId,
        type: resource.Type,
        properties: () => this.#properties(resource),
      }));
  }

  ofType(type: string): StackResource[] {
    return this.resources().filter((resource) => resource.type === type);
  }

  /** The stack's outputs, evaluated. */
  outputs(): Map<string, string> {
    const outputs = new Map<string, string>();
    for (const [name, { Value, Condition }] of Object.entries(this.#template.Outputs)) {
      if (Condition === undefined || this.condition(Condition)) {
        outputs.set(name, String(this.#withStandIns(evaluateText(Value, this))));
      }
    }
    return outputs;
  }

  ref(name: string): unknown {
    const pseudo = this.#pseudoParameter(name);
    if (pseudo !== undefined) return pseudo;
    const parameter = this.#template.Parameters[name];
    if (!parameter) return physicalId(this.#nameable(name));
    if (parameter.Default === undefined || parameter.Type.startsWith("AWS::SSM::")) {
      throw new StartError(`The template's parameter ${name} has no value to use locally.`);
    }
    return parameter.Default;
  }

  attribute(logicalId: string, attribute: string): unknown {
    const resource = this.#nameable(logicalId);
    const isIssuer = resource.type === "AWS::Cognito::UserPool" && attribute === "ProviderURL";
    return isIssuer ? this.#userPoolIssuer : physicalAttribute(resource, attribute);
  }

  condition(name: string): boolean {
    if (!Object.hasOwn(this.#template.Conditions, name)) {
      throw new StartError(`The template has no condition ${name}.`);
    }
    return evaluate(this.#template.Conditions[name], this) === true;
  }

  mapping(map: string, first: string, second: string): unknown {
    const value = this.#template.Mappings[map]?.[first]?.[second];
    if (value === undefined) {
      throw new StartError(`The template has no mapping ${map}.${first}.${second}.`);
    }
    return value;
  }

  /**
   * Whoever stands in for the user pool also has the pages on which people sign in. Templates put
   * their address together from parts, so it is replaced in what is evaluated. Files that only a
   * deployment puts together are left to whoever does that here.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
   */
  standIns(): readonly StandIn[] {
    this.#standIns ??= this.ofType("AWS::Cognito::UserPoolDomain").map(({ logicalId }) => {
      const address = `https://${this.ref(logicalId)}.auth.${region}.amazoncognito.com`;
      return [address, this.#userPoolIssuer] as const;
    });
    return this.#standIns;
  }

  #withStandIns(value: unknown): unknown {
    return this.standIns().reduce((result, [text, here]) => replaceText(result, text, here), value);
  }

  #properties(resource: TemplateResource): Record<string, unknown> {
    const entries = Object.entries(resource.Properties)
      .map(([key, value]) => [key, evaluate(value, this)] as const)
      .filter(([, value]) => value !== noValue)
      .map(([key, value]) => [key, this.#withStandIns(value)] as const);
    return Object.fromEntries(entries);
  }

  #pseudoParameter(name: string): unknown {
    switch (name) {
      case "AWS::Region":
        return region;
      case "AWS::AccountId":
        return accountId;
      case "AWS::Partition":
        return partition;
      case "AWS::URLSuffix":
        return "amazonaws.com";
      case "AWS::StackName":
        return this.name;
      case "AWS::StackId":
        return stackId(this.name);
      case "AWS::NoValue":
        return noValue;
      default:
        return undefined;
    }
  }

  #nameable(logicalId: string) {
    const resource = this.#template.Resources[logicalId];
    if (!resource) throw new StartError(`The template refers to ${logicalId}, which is not in it.`);
    const given = resource.Properties[nameProperty[resource.Type] ?? ""];
    const name = given === undefined ? undefined : evaluateText(given, this);
    return { stackName: this.name, logicalId, type: resource.Type, name };
  }
}
