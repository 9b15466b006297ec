import { describeForwardAuth } from "./support/forward-auth.ts";

describeForwardAuth("haproxy");
