import fc from "fast-check";

type Path = readonly (string | number)[];

/** Removes the member. */
const removed = Symbol("removed");

const odd = fc.oneof(
  fc.constantFrom<unknown>(removed, null, "", 0, -1, 1e300, true, [], {}, "__proto__", "\0"),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constant("x".repeat(50_000)),
);

/**
 * An event with some of its members replaced, removed or of other types, or with some of its bytes
 * changed where it is still JSON then.
 *
 * @param good a JSON value
 */
export function mutated(good: unknown): fc.Arbitrary<unknown> {
  const edits = fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 });
  const bytes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    {
      weight: 3,
      arbitrary: edits.map((all) => all.reduce((event, edit) => edited(event, ...edit), good)),
    },
    { weight: 1, arbitrary: bytes.map((all) => withBytes(good, all)) },
  );
}

function edited(event: unknown, place: number, value: unknown): unknown {
  const paths = pathsOf(event);
  const path = paths[place % paths.length] ?? [];
  if (path.length === 0) return value === removed ? undefined : value;
  const copy = structuredClone(event);
  let parent: unknown = copy;
  for (const step of path.slice(0, -1)) parent = Object(parent)[step];
  const last = path.at(-1) ?? "";
  if (value === removed) Reflect.deleteProperty(Object(parent), last);
  else Reflect.set(Object(parent), last, value);
  return copy;
}

/** The ways to all members of a value, itself included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, one]) => pathsOf(one, [...path, name]))];
}

function withBytes(good: unknown, changes: readonly (readonly [number, number])[]): unknown {
  const bytes = Buffer.from(JSON.stringify(good));
  for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    // Lambda hands over JSON alone.
    return good;
  }
}
