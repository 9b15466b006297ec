import { isReference, nameIn, resolve } from "./components.ts";
import type { PlacedOperation } from "./placed-operation.ts";
import type { ApiDocument, ApiResponse, Schema } from "./read-document.ts";

type Components = ApiDocument["components"];

/** As much of the components as operations refer to, in the document's order. */
export function usedComponents(
  operations: readonly PlacedOperation[],
  { components }: ApiDocument,
): Components {
  const responses = operations.flatMap(({ operation }) =>
    Object.values(operation.responses).map((each) => resolve(components.responses, each)),
  );
  const bodies = operations.flatMap(
    ({ operation }) => operation.requestBody?.content["application/json"].schema ?? [],
  );
  const contents = responses.flatMap(({ content }) => content?.["application/json"].schema ?? []);
  const schemas = schemaNames([...bodies, ...contents], components.schemas);
  const headers = new Set(responses.flatMap(headerNames));
  const credentials = new Set(
    operations.flatMap(({ operation }) => operation.security.flatMap((each) => Object.keys(each))),
  );
  return {
    ...components,
    schemas: only(components.schemas, schemas),
    headers: only(components.headers, headers),
    securitySchemes: only(components.securitySchemes, credentials),
  };
}

/** The names of all schemas that these refer to, directly or through others. */
function schemaNames(
  roots: readonly Schema[],
  schemas: Components["schemas"],
): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (schema: Schema): void => {
    if (schema.$ref !== undefined) {
      const name = nameIn({ $ref: schema.$ref });
      if (names.has(name)) return;
      names.add(name);
      visit(resolve(schemas, { $ref: schema.$ref }));
    }
    const { additionalProperties: more } = schema;
    const within = [
      ...Object.values(schema.properties ?? {}),
      ...(schema.oneOf ?? []),
      ...(schema.anyOf ?? []),
      ...(schema.items ? [schema.items] : []),
      ...(typeof more === "object" ? [more] : []),
    ];
    for (const each of within) visit(each);
  };
  for (const root of roots) visit(root);
  return names;
}

function headerNames({ headers }: ApiResponse): string[] {
  return Object.values(headers).flatMap((header) => (isReference(header) ? [nameIn(header)] : []));
}

function only<Value>(
  record: Readonly<Record<string, Value>>,
  names: ReadonlySet<string>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
}
