/** The one route of the public API that needs no key in its header: the body has it. */
export const leakReportRoute = "POST /leaks/report";
