const grammar =
  /^(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) (\/|(\/([A-Za-z0-9._~%!$&'()*,;=:@-]+|\{[A-Za-z0-9._-]+\+?\}))+)$/;

/** `METHOD /path`, with the path as the API declares it: `GET /orders/{id}`. */
export type RouteName = `${string} /${string}`;

export interface ParsedRoute {
  readonly name: RouteName;
  readonly method: string;
  readonly path: string;
}

/** @throws Error that names the option and shows what a route looks like */
export function parseRoute(route: string, option: string): ParsedRoute {
  const [, method, path] = grammar.exec(route) ?? [];
  if (method !== undefined && path?.startsWith("/")) {
    return { name: `${method} /${path.slice(1)}`, method, path };
  }
  throw new Error(
    `${option} ${JSON.stringify(route)} is no route: write METHOD /path as the API declares it, such as "GET /orders/{id}" or "ANY /{proxy+}"`,
  );
}
