/** Warnings about a Dockerfile, with BuildKit's names, sentences and pages (https://docs.docker.com/build/checks/). */

/** Name of a rule → the end of its page's address. */
const pages = {
  StageNameCasing: 'stage-name-casing',
  FromAsCasing: 'from-as-casing',
  NoEmptyContinuation: 'no-empty-continuation',
  ConsistentInstructionCasing: 'consistent-instruction-casing',
  DuplicateStageName: 'duplicate-stage-name',
  ReservedStageName: 'reserved-stage-name',
  JSONArgsRecommended: 'json-args-recommended',
  MaintainerDeprecated: 'maintainer-deprecated',
  UndefinedArgInFrom: 'undefined-arg-in-from',
  WorkdirRelativePath: 'workdir-relative-path',
  UndefinedVar: 'undefined-var',
  MultipleInstructionsDisallowed: 'multiple-instructions-disallowed',
  LegacyKeyValueFormat: 'legacy-key-value-format',
  InvalidBaseImagePlatform: undefined,
  RedundantTargetPlatform: 'redundant-target-platform',
  SecretsUsedInArgOrEnv: 'secrets-used-in-arg-or-env',
  InvalidDefaultArgInFrom: 'invalid-default-arg-in-from',
  FromPlatformFlagConstDisallowed: 'from-platform-flag-const-disallowed',
  CopyIgnoredFile: 'copy-ignored-file',
  InvalidDefinitionDescription: 'invalid-definition-description',
  ExposeProtoCasing: 'expose-proto-casing',
  ExposeInvalidFormat: 'expose-invalid-format',
} as const;

export type RuleName = keyof typeof pages;

const experimental: readonly RuleName[] = ['InvalidDefinitionDescription'];

export interface LintWarning {
  rule: RuleName;
  /** The sentence, without rule and line. */
  message: string;
  line: number;
  url?: string;
}

interface Settings {
  skipAll: boolean;
  skip: Set<string>;
  experimentalAll: boolean;
  experimental: Set<string>;
}

/** Passes warnings on; what `# check=` skips is left out. */
export class Linter {
  /** Names of the rules that were broken so far. */
  readonly broken: Set<RuleName> = new Set();
  /** `error=true`: a warning fails the build. */
  readonly asErrors: boolean;
  readonly #settings: Settings;
  readonly #onWarning: (warning: LintWarning) => void;

  /** @throws Error for an option that does not exist. */
  constructor(check: string, onWarning: (warning: LintWarning) => void) {
    this.#onWarning = onWarning;
    const { settings, asErrors } = parseCheck(check);
    this.#settings = settings;
    this.asErrors = asErrors;
  }

  /** Comments directly before an instruction may hold `check=skip=…` for it alone. */
  warn(rule: RuleName, at: { line: number; comments?: string[] }, message: string): void {
    const local = at.comments?.map((comment) => /^check\s*=\s*(\S+)/i.exec(comment)?.[1]).find(Boolean);
    if (!this.#wanted(this.#settings, rule) || !this.#wantedHere(local, rule)) return;
    const page = pages[rule];
    this.broken.add(rule);
    this.#onWarning({
      rule,
      message,
      line: at.line,
      ...(page === undefined ? {} : { url: `https://docs.docker.com/go/dockerfile/rule/${page}/` }),
    });
  }

  #wantedHere(local: string | undefined, rule: RuleName): boolean {
    if (local === undefined) return true;
    try {
      const { settings } = parseCheck(local);
      return !settings.skipAll && !settings.skip.has(rule);
    } catch {
      // A comment that merely looks like an option is a comment.
      return true;
    }
  }

  #wanted(settings: Settings, rule: RuleName): boolean {
    if (experimental.includes(rule)) return settings.experimentalAll || settings.experimental.has(rule);
    return !settings.skipAll && !settings.skip.has(rule);
  }
}

function parseCheck(text: string): { settings: Settings; asErrors: boolean } {
  const settings: Settings = {
    skipAll: false,
    skip: new Set(),
    experimentalAll: false,
    experimental: new Set(),
  };
  let asErrors = false;
  for (const part of text.trim() === '' ? [] : text.split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1) throw new Error(`invalid check option ${JSON.stringify(part)}`);
    const key = part.slice(0, equals).trim();
    const value = part.slice(equals + 1).trim();
    const rules = value.split(',').map((rule) => rule.trim());
    if (key === 'skip') {
      if (value === 'all') settings.skipAll = true;
      else settings.skip = new Set(rules);
    } else if (key === 'experimental') {
      if (value === 'all') settings.experimentalAll = true;
      else settings.experimental = new Set(rules);
    } else if (key === 'error') {
      if (!/^(?:true|false|1|0|t|f)$/i.test(value)) {
        throw new Error(`failed to parse check option ${JSON.stringify(part)}`);
      }
      asErrors = /^(?:true|1|t)$/i.test(value);
    } else throw new Error(`invalid check option ${JSON.stringify(key)}`);
  }
  return { settings, asErrors };
}
