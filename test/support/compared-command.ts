/** A command line that is run by two programs, and what may differ between what they print. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Finished, run } from './command.ts';

/** One of the programs, with a project of its own. */
export interface ComparedTool {
  command: string;
  args: string[];
  project: string;
  env: Record<string, string | undefined>;
  /** The case's folder. */
  cwd: string;
}

/** A line of a case's `steps`. */
export interface Step {
  /** As it stands in the file. */
  line: string;
  words: string[];
  /** Variables before the command. */
  env: Record<string, string>;
  /** After `<`: standard input. */
  input: string;
  /** `~`: only the exit code is compared. */
  onlyExit: boolean;
  /** `?`: its lines come in an order of chance. */
  anyOrder: boolean;
  /** `!`: a failure is worded in another way on purpose. */
  ownWords: boolean;
}

/** What is compared of a step. */
export interface Transcript {
  exit: number | null;
  stdout: string[];
  /** Lines of progress and the first line of a failure. */
  stderr: string[];
}

/** One command a line, with variables before it; empty lines and `# …` divide. In words, `@` is the project's name, `|` a space, and `&now` the time. */
export function readSteps(path: string): Step[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseStep);
}

export function parseStep(line: string): Step {
  const [, marks = '', rest = ''] = /^([~?!]*)(.*)$/.exec(line) ?? [];
  const [command = '', input] = rest.split(' <');
  const words = command.split(' ').map((word) => word.replaceAll('|', ' '));
  const variables = words.slice(
    0,
    words.findIndex((word) => !/^[A-Z_]+=/.test(word)),
  );
  return {
    line,
    words: words.slice(variables.length),
    env: Object.fromEntries(variables.map((word) => word.split(/=(.*)/s) as [string, string])),
    input: input === undefined ? '' : `${input}\n`,
    onlyExit: marks.includes('~'),
    anyOrder: marks.includes('?'),
    ownWords: marks.includes('!'),
  };
}

export async function transcribe(tool: ComparedTool, step: Step): Promise<Transcript> {
  const now = String(Math.ceil(Date.now() / 1000));
  const words = step.words.map((word) => word.replaceAll('@', tool.project).replaceAll('&now', now));
  const { cwd } = tool;
  const env = { ...tool.env, ...step.env };
  const args = [...tool.args, '-p', tool.project, ...words];
  const finished = await run(tool.command, args, { cwd, env, input: step.input, timeout: 30_000 });
  const masked = (text: string): string[] => mask(text, tool);
  const exit = finished.status;
  if (step.onlyExit) return { exit, stdout: [], stderr: [] };
  const stdout = finished.stdout.startsWith('Usage:') ? [] : masked(finished.stdout);
  return { exit, stdout: step.anyOrder ? stdout.toSorted() : stdout, stderr: shown(finished, masked, step) };
}

/** Work that is done side by side is told in an order of chance. */
function shown({ status, stderr }: Finished, masked: (text: string) => string[], step: Step): string[] {
  const lines = masked(stderr);
  const isProgress = (line: string): boolean => /^ (Container|Network|Volume|Image) |^\{/.test(line);
  const isTransfer = (line: string): boolean =>
    /^ \S+ (Pulling|Pulled|Pushing|Pushed|Skipped|Interrupted|Error|Warning)\b/.test(line);
  const failure = lines.find(
    (line) => !isProgress(line) && !isTransfer(line) && !/^time="|^\[\+\]/.test(line),
  );
  const told = status === 0 || step.ownWords || failure === undefined ? [] : [plain(failure)];
  return [...lines.filter(isProgress).toSorted(), ...told];
}

/** The same mistake is quoted by one command and not by the other, and has the class of its error at the end or not. */
const plain = (failure: string): string =>
  failure
    .trim()
    .replaceAll('"', '')
    .replace(/^docker: |: not found$/g, '');

const masks: [RegExp, string][] = [
  [/\r?\u001b\[\d*K/g, ''],
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/\b[0-9a-f]{12}\b/g, '<short>'],
  [/\b(?:About an? \w+|Less than a second|\d+ \w+)(?= ago|\s{2,}|"|\)|$)/gm, '<time>'],
  [/\d{4}-\d\d-\d\d[T ][\d:.]+(?: \+0000 UTC|Z)?/g, '<date>'],
  [/127\.0\.0\.1:\d+/g, '<port>'],
  [/"PublishedPort":\d{5}/g, '"PublishedPort":0'],
  [/"Size":\d+/g, '"Size":0'],
  [/"Mountpoint":"[^"]*"/g, '"Mountpoint":""'],
  [/(^\w+\s+(?:\d+\s+)?\w+\s+)\d+\s+\d+\s+\d+\s+[\d:]+(\s+\?\s+)[\d:]+/gm, '$1<process>$2'],
  [/\d+(?:\.\d+)?(?:%|[kKMG]?i?B\b)/g, '<size>'],
  [/\b\d{5}\/(?=tcp|udp)/g, '<port>/'],
  [/\b(?:docker compose|tutti)\b/g, 'PROGRAM'],
];

function mask(text: string, { project, cwd }: ComparedTool): string[] {
  const known = text
    .replaceAll(cwd, '<folder>')
    .replaceAll(basename(cwd), '<folder>')
    .replaceAll(project, '@');
  const masked = masks.reduce((all, [pattern, by]) => all.replace(pattern, by), known);
  return masked
    .replace(/"Labels":"[^"]*"/g, sortLabels)
    .replace(/ {2,}/g, '  ')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

const sortLabels = (labels: string): string => labels.split(/[",]/).sort().join();
