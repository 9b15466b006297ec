import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Deadline } from "../../core/time/deadline.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import type { PortsFor, UseCase } from "./ports.ts";

/** Runs the use case of the route that the gateway matched. */
export function createDispatch<Route extends string, Ports>(
  useCases: Readonly<Record<Route, UseCase<Ports>>>,
  portsFor: PortsFor<Ports>,
): (event: APIGatewayProxyEvent, deadline: Deadline) => Promise<APIGatewayProxyResult> {
  const byRoute = new Map<string, UseCase<Ports>>(Object.entries(useCases));

  return async function dispatch(event, deadline) {
    const useCase = byRoute.get(`${event.httpMethod} ${event.resource}`);
    if (!useCase) throw new HttpError(errors.notFound);
    return useCase(event, portsFor(deadline));
  };
}
