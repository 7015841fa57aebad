import {
  type LogAddress,
  type LogPick,
  type LogQueryTerm,
  parseLogQuery,
} from '../../../../src/dashboard-api/index.ts';

/** An address of a line as it stands in the page's address. */
export function formatLine({ source, time, nth }: LogAddress): string {
  return `${source}.${nth}@${time}`;
}

export function parseLine(text: string): LogAddress | undefined {
  const match = /^([0-9a-f]{12})\.(\d{1,9})@(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z)$/.exec(text);
  if (match === null) return undefined;
  const [, source = '', nth = '', time = ''] = match;
  return { source, nth: Number(nth), time };
}

/** `app`, `app/web`, `container:name`, with commas between. */
export function formatPicks(picks: readonly LogPick[]): string {
  return picks.map(formatPick).join(',');
}

function formatPick(pick: LogPick): string {
  if ('container' in pick) return `container:${pick.container}`;
  return pick.service === undefined ? pick.project : `${pick.project}/${pick.service}`;
}

export function parsePicks(text: string): LogPick[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((part): LogPick => {
      if (part.startsWith('container:')) return { container: part.slice('container:'.length) };
      const [project = '', service] = part.split('/');
      return service === undefined ? { project } : { project, service };
    });
}

export function isSamePick(a: LogPick, b: LogPick): boolean {
  return formatPick(a) === formatPick(b);
}

interface Shown {
  since: string | undefined;
  until: string | undefined;
  follow: boolean;
  /** The search. */
  find?: string | undefined;
}

/**
 * The command that prints the same lines; undefined where they are of no project, or of several. What is searched for is left to grep, which
 * gets the lines alone, since it would find a time or a name as well; `unsaid` are the parts of the search that no command line can say.
 */
export function logsCommand(
  picks: readonly LogPick[],
  { since, until, follow, find = '' }: Shown,
): { command: string; unsaid: string[] } | undefined {
  const projects = new Set(picks.map((pick) => ('project' in pick ? pick.project : undefined)));
  const [project] = projects;
  if (projects.size !== 1 || project === undefined) return undefined;
  const { terms } = parseLogQuery(find).query;
  const follows = follow && until === undefined;
  const { services, by } = servicesOf(picks, terms);
  const greps = terms.map((term) => grepOf(term, follows));
  const piped = greps.filter((grep) => grep !== undefined);
  const words = [
    'tutti',
    '--project-name',
    quoted(project),
    'logs',
    piped.length > 0 ? '--no-log-prefix' : '--timestamps',
    ...(follows ? ['--follow'] : []),
    ...(since === undefined ? [] : ['--since', since]),
    ...(until === undefined ? [] : ['--until', until]),
    ...services.map(quoted),
  ];
  const unsaid = terms.filter((term, at) => greps[at] === undefined && term !== by);
  return {
    command: [words.join(' '), ...piped].join(' | '),
    unsaid: unsaid.map(({ from, to }) => find.slice(from, to)),
  };
}

/** The services to name, none for all; `by` is the part of the search that they come from. */
function servicesOf(
  picks: readonly LogPick[],
  terms: readonly LogQueryTerm[],
): { services: string[]; by?: LogQueryTerm } {
  const picked = picks.flatMap((pick) =>
    'service' in pick && pick.service !== undefined ? [pick.service] : [],
  );
  for (const term of terms) {
    if (term.test.kind !== 'service' || term.exclude) continue;
    const { names } = term.test;
    const services = picked.length === 0 ? names : names.filter((name) => picked.includes(name));
    if (services.length > 0) return { services: [...services], by: term };
  }
  return { services: picked };
}

/** Undefined for what is not in the text of a line. */
function grepOf({ test, exclude }: LogQueryTerm, follows: boolean): string | undefined {
  // Lines with bytes that are no text, too.
  const flags = ['-a', ...(follows ? ['--line-buffered'] : []), ...(exclude ? ['-v'] : [])];
  if (test.kind === 'text') return ['grep', ...flags, '-iF', '-e', quoted(test.text)].join(' ');
  if (test.kind !== 'regex') return undefined;
  return ['grep', ...flags, test.ignoreCase ? '-iP' : '-P', '-e', quoted(test.source)].join(' ');
}

function quoted(word: string): string {
  return /^[\w.@:/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
