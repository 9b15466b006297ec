import type { HeaderLine } from "../gateway/message.ts";
import type { HeadersPolicy } from "../template/distribution/model.ts";

/**
 * The headers that the client gets. A header of the policy stays out only where the origin has one
 * and the policy does not override it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function applyHeadersPolicy(
  policy: HeadersPolicy | undefined,
  headers: readonly HeaderLine[],
): HeaderLine[] {
  if (!policy) return [...headers];
  const without = (lines: readonly HeaderLine[], names: readonly string[]) => {
    const dropped = new Set(names.map((name) => name.toLowerCase()));
    return lines.filter(([name]) => !dropped.has(name.toLowerCase()));
  };
  const overriding = policy.set.filter(({ override }) => override);
  const kept = without(headers, [...policy.removed, ...overriding.map(({ name }) => name)]);
  const missing = policy.set.filter(
    ({ name, override }) =>
      override || !kept.some(([other]) => other.toLowerCase() === name.toLowerCase()),
  );
  return [...kept, ...missing.map(({ name, value }): HeaderLine => [name, value])];
}
