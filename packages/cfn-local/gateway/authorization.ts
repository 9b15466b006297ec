/** The result of a request's authorizer; the integration sees every value as a string. */
export interface Authorization {
  readonly principalId: string;
  readonly context: Readonly<Record<string, string>>;
  readonly integrationLatencyMs: number;
}
