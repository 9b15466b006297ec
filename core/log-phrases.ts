/* Words in the functions' logs that alarms look for: see lib/constructs/log-metrics.ts. */

export const pepperFault = "the pepper is out of reach";
export const missingVerdict = "a request came without a verdict";
