export interface Reference {
  readonly $ref: string;
}

/**
 * Resolves a reference; returns anything else unchanged.
 *
 * @throws Error if the document has no such component
 */
export function resolve<Thing extends object>(
  components: Readonly<Record<string, Thing>>,
  thing: NoInfer<Thing> | Reference,
): Thing {
  if (!isReference(thing)) return thing;
  const found = components[nameIn(thing)];
  if (!found) throw new Error(`there is no ${thing.$ref}`);
  return found;
}

export function isReference(thing: object): thing is Reference {
  return "$ref" in thing;
}

/** The last part of `#/components/schemas/ApiKey`. */
export function nameIn({ $ref }: Reference): string {
  return $ref.slice($ref.lastIndexOf("/") + 1);
}

/** The anchor of an object on the reference's page. */
export function objectAnchor(name: string): string {
  return `object-${name}`;
}

export function headerAnchor(name: string): string {
  return `header-${name}`;
}
