import { errors } from "../../core/errors.ts";
import { isRequestId, requestObject } from "../../core/event/logged-request.ts";
import type { FoundRequest, LogSpan } from "../../core/store/access-log.ts";
import { HttpError } from "../http/http-error.ts";
import { validateQuery } from "../http/input.ts";
import { jsonResponse } from "../http/response.ts";
import { pathParameter } from "./caller.ts";
import type { Endpoint } from "./endpoint.ts";
import { type Health, healthObject } from "./health.ts";
import { requestQuery } from "./inputs.ts";
import type { OperationsRoute } from "./routes.ts";

/** The ports of one request. */
export interface OperationsPorts {
  readonly findRequest: (requestId: string, span: LogSpan) => Promise<FoundRequest>;
  /** @returns undefined if there is no such key */
  readonly findOwner: (keyId: string) => Promise<string | undefined>;
  readonly checkHealth: () => Promise<Health>;
}

const hourMs = 3_600_000;

export const operationsEndpoints: Readonly<Record<OperationsRoute, Endpoint<OperationsPorts>>> = {
  "GET /manage/v1/requests/{request_id}": async (event, ports) => {
    const { hours } = validateQuery(requestQuery, event);
    const requestId = pathParameter(event, "request_id");
    if (!isRequestId(requestId)) throw new HttpError(errors.requestNotFound);
    const untilEpochMs = ports.nowEpochMs();
    const span = { fromEpochMs: untilEpochMs - hours * hourMs, untilEpochMs };
    const found = await ports.findRequest(requestId, span);
    if (found.kind === "absent") throw new HttpError(errors.requestNotFound);
    if (found.kind === "unfinished") throw new HttpError(errors.searchUnfinished);
    const { keyId } = found.request;
    const accountId = keyId === undefined ? undefined : await ports.findOwner(keyId);
    return jsonResponse(200, requestObject(found.request, accountId));
  },

  "GET /manage/v1/health": async (_event, ports) =>
    jsonResponse(200, healthObject(await ports.checkHealth())),
};
