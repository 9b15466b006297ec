const field = /[ \t]*(?:"((?:[^"]|"")*)"|([^",]*))[ \t]*(,|$)/y;

/**
 * The fields of one line of CSV (RFC 4180), without spaces around them.
 *
 * No value that may be imported has a line break in it, so a line is a record: a quote that is
 * never closed spoils its own line, where a parser of whole files would lose all that follow.
 *
 * @returns undefined where quotes are not as they should be
 */
export function splitLine(line: string): string[] | undefined {
  const fields: string[] = [];
  let rest = true;
  field.lastIndex = 0;
  while (rest) {
    const match = field.exec(line);
    if (!match) return undefined;
    const [, quoted, plain = "", end] = match;
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    rest = end === ",";
  }
  return fields;
}
