/** The periods of quotas, in the order in which answers list them. */
export const quotaPeriods = ["day", "month", "total"] as const;
export type QuotaPeriod = (typeof quotaPeriods)[number];

/** The most units that a key may use in each period. A period without a quota is left out. */
export type Quotas = { readonly [Period in QuotaPeriod]?: number | undefined };

/** Units used of each quota. */
export type QuotaUse = { readonly [Period in QuotaPeriod]?: number | undefined };

/** The counters' attributes. Their names are short, since every byte of the hot item counts. */
export const usedAttributes = { day: "ud", month: "um", total: "ut" } as const;
