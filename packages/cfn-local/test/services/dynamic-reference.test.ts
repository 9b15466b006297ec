import { expect, it } from "@jest/globals";
import { resolveReferences } from "../../services/dynamic-reference.ts";
import { SecretStore } from "../../services/secret-store.ts";

const arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:Test-AbCdEf";
const value = '{"user":"u","n":1}';
const store = new SecretStore(
  [{ arn, name: "Test", content: { kind: "given", value } }],
  undefined,
);

it.each([
  [`{{resolve:secretsmanager:${arn}:SecretString:::}}`, value],
  [`{{resolve:secretsmanager:${arn}:SecretString}}`, value],
  ["a {{resolve:secretsmanager:Test:SecretString:user::}} b", "a u b"],
  ["{{resolve:secretsmanager:Test:SecretString:user:AWSCURRENT:}}", "u"],
  ["nothing of the kind", "nothing of the kind"],
])("%s stands for a secret", (text, resolved) => {
  expect(resolveReferences(text, store)).toBe(resolved);
});

it.each([
  "{{resolve:secretsmanager:Other:SecretString:::}}",
  "{{resolve:secretsmanager:Test:SecretString:n::}}",
  "{{resolve:secretsmanager:Test:SecretString::AWSPENDING:}}",
])("%s stands for nothing, and is refused", (text) => {
  expect(() => resolveReferences(text, store)).toThrow(/The template refers to/);
});
