import { resolve } from "./components.ts";
import type { ApiDocument, Operation, Parameter } from "./read-document.ts";

export interface PlacedOperation {
  readonly method: string;
  /** Below the host: `/api/v1/models`. */
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
}

/** All operations in the document's order. */
export function operationsOf(document: ApiDocument): PlacedOperation[] {
  const { paths, servers, components } = document;
  return Object.entries(paths).flatMap(([path, item]) => {
    const { parameters: shared, ...operations } = item;
    return Object.entries(operations).flatMap(([method, operation]) => {
      if (!operation) return [];
      const parameters = [...shared, ...operation.parameters].map((parameter) =>
        resolve(components.parameters, parameter),
      );
      const whole = servers[0].url + path;
      return [{ method: method.toUpperCase(), path: whole, operation, parameters }];
    });
  });
}
