import * as z from "zod";

const severities = ["info", "low", "moderate", "high", "critical"] as const;

const advisory = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.enum(severities),
});

/** The output of `npm audit --json`, as far as it is read here. */
export const auditSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ via: z.array(z.union([z.string(), advisory])) }),
  ),
});

export const exceptionsSchema = z.array(
  z.strictObject({
    /** The advisory's id, the last part of its address. */
    advisory: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/),
    /** The last day on which it is accepted, YYYY-MM-DD. */
    until: z.iso.date(),
    reason: z.string().min(20),
  }),
);

/**
 * Advisories of moderate severity and above that no exception covers today, and exceptions that cover
 * nothing any more.
 *
 * @param today YYYY-MM-DD
 */
export function auditFaults(
  { vulnerabilities }: z.infer<typeof auditSchema>,
  exceptions: z.infer<typeof exceptionsSchema>,
  today: string,
): readonly string[] {
  const found = new Map(
    Object.values(vulnerabilities)
      .flatMap(({ via }) => via.filter((each) => typeof each !== "string"))
      .map((each) => [each.url.split("/").at(-1) ?? each.url, each]),
  );
  const open = [...found].flatMap(([id, { name, title, url, severity }]) => {
    const exception = exceptions.find(({ advisory: excepted }) => excepted === id);
    if (severities.indexOf(severity) < severities.indexOf("moderate")) return [];
    if (exception && exception.until >= today) return [];
    const expired = exception ? ` (its exception ended on ${exception.until})` : "";
    return [`${severity}: ${name}: ${title}, ${url}${expired}`];
  });
  const unused = exceptions
    .filter(({ advisory: id }) => !found.has(id))
    .map(({ advisory: id }) => `${id} is excepted, but no longer found: remove the exception`);
  return [...open, ...unused];
}
