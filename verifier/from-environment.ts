import { isObject, type VerifierOptions } from "./options.ts";

/**
 * Reads the options that `keys.verifierEnvironment` of the CDK construct writes.
 *
 * @throws Error that names the variable which is missing or not as the construct writes it
 * @example const verifier = createVerifier(fromEnvironment());
 */
export function fromEnvironment(environment = process.env): VerifierOptions {
  return {
    tableName: variable(environment, "LATCHKEY_TABLE_NAME"),
    pepperSecretArn: variable(environment, "LATCHKEY_PEPPER_SECRET_ARN"),
    config: parseConfig(variable(environment, "LATCHKEY_VERIFIER_CONFIG")),
  };
}

function variable(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(
    `fromEnvironment: ${name} is not set: give the server the variables of keys.verifierEnvironment`,
  );
}

function parseConfig(json: string): VerifierOptions["config"] {
  const config = parseJson(json);
  if (isObject(config)) return Object(config);
  throw new Error("fromEnvironment: LATCHKEY_VERIFIER_CONFIG is not JSON of an object");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
