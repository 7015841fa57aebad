/** Looks for what should not leave the machine in texts that are to be published. */

interface Rule {
  kind: string;
  /** Its group `secret` is the value. */
  pattern: RegExp;
}

const rules: readonly Rule[] = [
  {
    kind: 'Private Key',
    pattern: /(?<secret>-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----)/,
  },
  {
    kind: 'AWS Client ID',
    pattern: /\b(?<secret>(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16})\b/,
  },
  { kind: 'AWS Secret Key', pattern: /aws.{0,30}?[\s:='"](?<secret>[0-9a-zA-Z/+]{40})(?![0-9a-zA-Z/+])/i },
  { kind: 'Github authentication', pattern: /\b(?<secret>gh[pousr]_[A-Za-z0-9_]{36})/ },
  { kind: 'npm auth token', pattern: /(?<secret>npm_[a-zA-Z0-9]{36}|:_authToken=[^${\s]\S+)/ },
  { kind: 'Slack authentication', pattern: /(?<secret>xox[abeoprs]-[A-Za-z0-9-]{10,})/ },
  { kind: 'Stripe Access Key', pattern: /(?<secret>[rs]k_live_[0-9a-zA-Z]{24,})/ },
  { kind: 'JSON Web Token', pattern: /(?<secret>eyJ[\w=-]+\.eyJ[\w=-]+\.[\w.+/=-]*)/ },
  { kind: 'URL with password', pattern: /(?<secret>[a-z][a-z0-9+.-]+:\/\/[^:\s/]*:[^@:\s${]+@[^\s'"\];]+)/ },
  {
    kind: 'Secret Keyword',
    pattern:
      /(?:password|passwd|passphrase|secret|(?:api|access|auth|private)[_-]?key|token|credential)[\w-]*["']?\s*[:=]\s*["']?(?<secret>[^\s"'${}[\]|>&*!#,][^\s"'{}]{5,})/i,
  },
];

export interface Finding {
  kind: string;
  file: string;
  /** From 1. */
  line: number;
  /** Enough to know it again, not enough to use it. */
  shown: string;
}

/** One finding a line: the first rule that fits. Comments are published too, and so looked at. */
export function findSensitiveData(file: string, text: string): Finding[] {
  return text.split('\n').flatMap((line, index) => {
    // A file in a Compose file's `secrets:` is named, not contained.
    for (const { kind, pattern } of rules) {
      const secret = pattern.exec(line)?.groups?.['secret'];
      if (secret === undefined || (kind === 'Secret Keyword' && isPath(secret))) continue;
      return [{ kind, file, line: index + 1, shown: redacted(secret) }];
    }
    return [];
  });
}

function isPath(value: string): boolean {
  return /^(?:\.{0,2}|~)\//.test(value);
}

function redacted(secret: string): string {
  return `${secret.slice(0, 4)}…`;
}
