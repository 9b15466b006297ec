import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type Denial, errors, isDenial } from "../../core/errors.ts";
import type { ListedPage } from "../../core/management/lists.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse, managementErrorResponse } from "../http/response.ts";
import { checkAccess } from "./access.ts";
import { managementAccess } from "./routes.ts";

/** The ports of every endpoint, besides those of its use case. */
export interface EndpointPorts {
  readonly nowEpochMs: () => number;
  /** A new ULID for an event at that time, which alone decides how it sorts among others. */
  readonly newEventId: (atEpochMs: number) => string;
}

/** The HTTP side of one route: reads the event, runs the use case and answers with its outcome. */
export type Endpoint<Ports> = (
  event: APIGatewayProxyEvent,
  ports: Ports & EndpointPorts,
) => Promise<APIGatewayProxyResult>;

/** Makes the ports of one request. */
export type PortsFor<Ports> = (deadline: Deadline) => Ports & EndpointPorts;

/** Runs the endpoint of the route that the gateway matched, if the caller may call it. */
export function createDispatch<Ports>(
  endpoints: Readonly<Record<string, Endpoint<Ports>>>,
  portsFor: PortsFor<Ports>,
): (event: APIGatewayProxyEvent, deadline: Deadline) => Promise<APIGatewayProxyResult> {
  const byRoute = new Map(Object.entries(endpoints));

  return async function dispatch(event, deadline) {
    const route = `${event.httpMethod} ${event.resource}`;
    const endpoint = byRoute.get(route);
    const access = managementAccess[route];
    if (!endpoint || !access) throw new HttpError(errors.notFound);
    checkAccess(event, access);
    return endpoint(event, portsFor(deadline));
  };
}

/** Answers with a denial as it is, and with any other outcome as `present` has it. */
export function answer<Outcome>(
  outcome: Outcome | Denial,
  present: (outcome: Outcome) => APIGatewayProxyResult,
): APIGatewayProxyResult {
  return isDenial(outcome) ? managementErrorResponse(outcome.error) : present(outcome);
}

/** Answers with one page of a list, and the cursor of the next. */
export function listResponse<T>(
  outcome: ListedPage<T> | Denial,
  present: (entry: T) => unknown,
): APIGatewayProxyResult {
  return answer(outcome, ({ entries, nextCursor }) =>
    jsonResponse(200, {
      object: "list",
      data: entries.map(present),
      next_cursor: nextCursor,
    }),
  );
}
