import * as z from "zod";

const anything = z.record(z.string(), z.unknown());

const resourceSchema = z.object({
  Type: z.string(),
  Properties: anything.default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});

const templateSchema = z.object({
  Metadata: z.object({ Latchkey: z.object({ settings: anything }).optional() }).optional(),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

/** A CloudFormation template, as far as a deployment is judged by it. */
export type Template = z.output<typeof templateSchema>;

/**
 * CloudFormation gives templates back with a question mark for each character that is not ASCII, so these
 * are taken for such from the first.
 *
 * @throws ZodError if it is no template
 */
export function parseTemplate(text: string): Template {
  return templateSchema.parse(JSON.parse(text.replace(/[^\0-\x7f]/gu, "?")));
}

/** The value of an output if the template has it as text, without references. */
export function outputText({ Outputs }: Template, name: string): string | undefined {
  const value = Outputs[name]?.Value;
  return typeof value === "string" ? value : undefined;
}

export function resourcesOfType(
  { Resources }: Template,
  type: string,
): readonly (readonly [id: string, properties: Readonly<Record<string, unknown>>])[] {
  return Object.entries(Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties }]) => [id, Properties]);
}

/**
 * Resources with what cannot be made again: data, secrets, people, and addresses that others know. A
 * deployment fills the site's bucket, so it is none of them.
 */
export const statefulTypes: readonly string[] = [
  "AWS::ApiGateway::RestApi",
  "AWS::CloudFront::Distribution",
  "AWS::Cognito::UserPool",
  "AWS::Cognito::UserPoolClient",
  "AWS::Cognito::UserPoolDomain",
  "AWS::DynamoDB::Table",
  "AWS::SecretsManager::Secret",
];

export function statefulIds({ Resources }: Template): string[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => statefulTypes.includes(Type))
    .map(([id]) => id)
    .sort();
}
