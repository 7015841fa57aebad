/** `WWW-Authenticate` (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  scheme: string;
  parameters: Record<string, string>;
}

const parameterPattern = /\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*,?/y;

/** All challenges of a header, in order. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let at = 0;
  while (at < header.length) {
    const scheme = /\s*([A-Za-z][\w-]*)(?=\s|,|$)\s*,?/y;
    scheme.lastIndex = at;
    const found = scheme.exec(header);
    if (found === null) break;
    at = scheme.lastIndex;
    const parameters: Record<string, string> = {};
    for (;;) {
      parameterPattern.lastIndex = at;
      const parameter = parameterPattern.exec(header);
      if (parameter === null) break;
      at = parameterPattern.lastIndex;
      parameters[(parameter[1] ?? '').toLowerCase()] =
        parameter[2]?.replace(/\\(.)/g, '$1') ?? parameter[3] ?? '';
    }
    challenges.push({ scheme: (found[1] ?? '').toLowerCase(), parameters });
  }
  return challenges;
}
