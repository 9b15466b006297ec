import { required } from "../core/aws/environment.ts";
import { createForwarder } from "./forward/forwarder.ts";
import { createHttpBackEnd } from "./forward/http-back-end.ts";

const url = required(process.env, "FORWARD_URL");
const timeoutMs = Number(required(process.env, "FORWARD_TIMEOUT_MS"));

export const handler = createForwarder(createHttpBackEnd({ url, timeoutMs }));
