import { caller } from "../api/objects.ts";

/** `Signed in as 8f3e… with the role support` */
export function showCaller(result: unknown): string {
  const { subject, roles } = caller.parse(result);
  const word = roles.length === 1 ? "role" : "roles";
  return `Signed in as ${subject} with the ${word} ${roles.join(" and ")}`;
}
