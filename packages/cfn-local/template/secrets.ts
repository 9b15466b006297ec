import * as z from "zod";
import type { SecretContent, SecretModel } from "./model.ts";
import { nameOf } from "./physical.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

const ignored = z.unknown().optional();

/** Defaults are those of GetRandomPassword. */
const generateSecretString = z.strictObject({
  PasswordLength: z.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(""),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});

export const secretProperties = z.strictObject({
  GenerateSecretString: generateSecretString.optional(),
  SecretString: z.string().optional(),
  Name: z.string().optional(),
  Description: ignored,
  KmsKeyId: ignored,
  ReplicaRegions: ignored,
  Tags: ignored,
});

export function readSecrets(stack: Stack): SecretModel[] {
  return stack.ofType("AWS::SecretsManager::Secret").map((resource) => {
    const properties = readProperties(resource, secretProperties);
    const { logicalId, type } = resource;
    return {
      arn: String(stack.ref(logicalId)),
      name: nameOf({ stackName: stack.name, logicalId, type, name: properties.Name }),
      content: contentOf(properties),
    };
  });
}

function contentOf(properties: z.infer<typeof secretProperties>): SecretContent {
  const generate = properties.GenerateSecretString;
  if (!generate) return { kind: "given", value: properties.SecretString ?? "" };
  const classes = includedClasses(generate);
  const { SecretStringTemplate: json, GenerateStringKey: key } = generate;
  return {
    kind: "generated",
    length: generate.PasswordLength,
    alphabet: [...classes, generate.IncludeSpace ? " " : ""].join(""),
    required: generate.RequireEachIncludedType ? classes : [],
    template: json !== undefined && key !== undefined ? { json, key } : undefined,
  };
}

/**
 * The characters of each included class, less the excluded ones.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 */
function includedClasses(generate: z.infer<typeof generateSecretString>): string[] {
  const classes = [
    generate.ExcludeLowercase ? "" : "abcdefghijklmnopqrstuvwxyz",
    generate.ExcludeUppercase ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    generate.ExcludeNumbers ? "" : "0123456789",
    generate.ExcludePunctuation ? "" : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  ];
  const isIncluded = (character: string) => !generate.ExcludeCharacters.includes(character);
  return classes
    .map((characters) => [...characters].filter(isIncluded).join(""))
    .filter((characters) => characters !== "");
}
