/** How bad a line is, told from how programs write their levels. */

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** From the mildest to the worst. */
export const logLevels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

const words: Record<string, LogLevel> = {
  trace: 'trace',
  trc: 'trace',
  verbose: 'debug',
  debug: 'debug',
  dbg: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  notice: 'info',
  log: 'info',
  warn: 'warn',
  wrn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  severe: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  panic: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
};

/** `WARNING` is `warn`; undefined for a word that is no level. */
export function levelOfWord(word: string): LogLevel | undefined {
  const name = word.toLowerCase();
  return Object.hasOwn(words, name) ? words[name] : undefined;
}

/** Names under which structured lines have their level, in order of preference. */
const levelKeys = ['level', 'severity', 'lvl', 'levelname', 'loglevel', 'log.level', '@l', 's'];

/** pino and bunyan: 10 is trace, 60 fatal. */
function levelOfNumber(value: number): LogLevel | undefined {
  return value >= 10 && value <= 60 && value % 10 === 0 ? logLevels[value / 10 - 1] : undefined;
}

/** `field` gives a structured line's value by its name. */
export function levelOfFields(field: (name: string) => unknown): LogLevel | undefined {
  for (const key of levelKeys) {
    const value = field(key);
    const level =
      typeof value === 'number'
        ? levelOfNumber(value)
        : typeof value === 'string'
          ? levelOfWord(value)
          : undefined;
    if (level !== undefined) return level;
    if (typeof value === 'string' && key === 's' && Object.hasOwn(mongo, value)) return mongo[value];
  }
  return undefined;
}

/** MongoDB's one-letter severities. */
const mongo: Record<string, LogLevel> = { F: 'fatal', E: 'error', W: 'warn', I: 'info', D: 'debug' };

/** Characters in which a level is looked for: further in it is part of the message. */
const HEAD = 160;

const letters: Record<string, LogLevel> = {
  T: 'trace',
  D: 'debug',
  I: 'info',
  W: 'warn',
  E: 'error',
  F: 'fatal',
  C: 'fatal',
};

const redisMarks: Record<string, LogLevel> = { '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' };

const upper =
  /(?<![A-Za-z0-9_/.-])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|PANIC|ALERT|EMERG|LOG|ERR|CRIT|VERBOSE)(?![A-Za-z0-9_/-])/;
const bracketed = /\[\s*(trace|debug|info|notice|warn|warning|error|crit|critical|fatal|alert|emerg)\s*\]/i;
const beforeColon = /(?:^|[\s\]|])(trace|debug|info|warn|warning|error|critical|fatal|panic)(?:\[\d+\])?:/i;
/** `[I 2026-01-01 …]` (tornado, Jupyter). */
const tornado = /^\[([DIWEC]) \d/;
/** `E0101 12:00:00.000000` (glog, klog). */
const glog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
/** `1:M 01 Jan 2026 00:00:00.000 * text` (Redis, Valkey). */
const redis = /^\d+:[XCSM] \d\d \w{3} \d{4} [\d:.]+ ([.*#-]) /;
/** `<3>` (syslog, systemd). */
const syslog = /^<([0-7])>/;
const syslogLevels: LogLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];
const failing =
  /^(?:Traceback \(most recent call last\)|Exception in thread|Unhandled exception|Caused by: )|^(?:[A-Za-z_$][\w$]*\.)*[A-Z]\w*(?:Error|Exception)\b(?::|$)|^npm ERR!/;

/** Of a line without structure. */
export function levelOfText(plain: string): LogLevel | undefined {
  const head = plain.slice(0, HEAD);
  return (
    lettered(head) ??
    levelOfMatch(bracketed.exec(head)) ??
    levelOfMatch(upper.exec(head)) ??
    levelOfMatch(beforeColon.exec(head)) ??
    (failing.test(head) ? 'error' : undefined)
  );
}

function lettered(head: string): LogLevel | undefined {
  const first = head[0];
  if (first === '[') return letterLevel(tornado.exec(head));
  if (first === '<') {
    const priority = syslog.exec(head)?.[1];
    return priority === undefined ? undefined : syslogLevels[Number(priority)];
  }
  if (first !== undefined && first >= '0' && first <= '9') {
    const mark = redis.exec(head)?.[1];
    return mark === undefined ? undefined : redisMarks[mark];
  }
  return letterLevel(glog.exec(head));
}

function letterLevel(match: RegExpExecArray | null): LogLevel | undefined {
  return match?.[1] === undefined ? undefined : letters[match[1]];
}

function levelOfMatch(match: RegExpExecArray | null): LogLevel | undefined {
  return match?.[1] === undefined ? undefined : levelOfWord(match[1]);
}

/** Signs of one-letter levels, kernel priorities and such; spelt for an expression that ignores case. */
const signs: Record<LogLevel, string> = {
  trace: '\\b10\\b|T\\d{4} ',
  debug: '\\b20\\b|<7>|\\[D \\d|:[XCSM] \\d\\d \\w{3} ',
  info: '\\b30\\b|<[56]>|\\[I \\d|I\\d{4} |:[XCSM] \\d\\d \\w{3} ',
  warn: '\\b40\\b|<4>|\\[W \\d|W\\d{4} |:[XCSM] \\d\\d \\w{3} ',
  error: '\\b50\\b|<3>|\\[E \\d|E\\d{4} |Traceback|exception|Caused by',
  fatal: '\\b60\\b|<[0-2]>|\\[C \\d|F\\d{4} ',
};

/**
 * The source of an expression, to be used without regard to case, that hits each line of one of these levels, and perhaps others: one of
 * the words or signs is there, or a field is spelt with backslashes or as `5e1`.
 */
export function signsOfLevels(levels: readonly LogLevel[]): string {
  const short = Object.keys(words).filter((word) => levels.includes(words[word] as LogLevel));
  const single = Object.keys(mongo).filter((letter) => levels.includes(mongo[letter] as LogLevel));
  return [
    ...short.filter((word) => !short.some((other) => other !== word && word.includes(other))),
    ...levels.map((level) => signs[level]),
    ...(single.length === 0 ? [] : [`\\bs"?\\s*[:=]\\s*"?[${single.join('')}]\\b`]),
    '\\\\|\\de[+-]?\\d',
  ].join('|');
}
