import { randomInt } from "node:crypto";
import type { SecretContent } from "../template/model.ts";

/** Makes up a secret's first value as CloudFormation does, from a CSPRNG without modulo bias. */
export function newSecretValue(content: SecretContent): string {
  if (content.kind === "given") return content.value;
  const password = newPassword(content);
  if (!content.template) return password;
  const fields: unknown = JSON.parse(content.template.json);
  return JSON.stringify({ ...Object(fields), [content.template.key]: password });
}

function newPassword({
  length,
  alphabet,
  required,
}: Extract<SecretContent, { kind: "generated" }>): string {
  for (;;) {
    const characters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
    const hasAll = required.every((some) => characters.some((one) => some.includes(one ?? "")));
    if (hasAll) return characters.join("");
  }
}
