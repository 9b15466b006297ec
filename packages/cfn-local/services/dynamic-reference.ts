import { StartError } from "../start-error.ts";
import type { SecretStore } from "./secret-store.ts";

const reference =
  /\{\{resolve:secretsmanager:(.+?):SecretString(?::([^:}]*))?(?::([^:}]*))?(?::([^:}]*))?\}\}/g;

/**
 * Replaces references to secrets by their values, as CloudFormation does when it deploys.
 *
 * @throws StartError if a secret or its field does not exist
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
export function resolveReferences(text: string, store: SecretStore): string {
  return text.replace(reference, (_, id: string, field = "", stage = "", version = "") => {
    const secret = store.find(id);
    const wanted = { id: version || undefined, stage: stage || undefined };
    const value = secret && store.findVersion(secret, wanted)?.value;
    if (value === undefined)
      throw new StartError(`The template refers to ${id}, which is not there.`);
    return field === "" ? value : fieldOf(value, field, id);
  });
}

function fieldOf(value: string, field: string, id: string): string {
  const found: unknown = Object(JSON.parse(value))[field];
  if (typeof found === "string") return found;
  throw new StartError(`The template refers to ${field} of ${id}, which is no text.`);
}
