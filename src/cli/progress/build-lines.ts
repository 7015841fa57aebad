/** A build in the terminal display, in the form of BuildKit's. */
import { humanSize } from '../../shared/index.ts';
import type { BuildStep, BuildSteps } from './build-steps.ts';
import { cut, type Paint, visibleLength } from './colors.ts';

/** Lines of output that are shown of a step that runs. */
const outputLines = 6;

export interface BuildFrame {
  columns: number;
  /** Lines that may be used. */
  rows: number;
  now: number;
  paint: Paint;
  final: boolean;
}

/** The display's lines; empty when nothing is built. */
export function buildLines(build: BuildSteps, frame: BuildFrame): string[] {
  if (build.startedAt === undefined) return [];
  const { paint, columns } = frame;
  const steps = build.steps;
  const end = build.isRunning ? frame.now : (build.endedAt ?? frame.now);
  const elapsed = ((end - build.startedAt) / 1000).toFixed(1);
  const finished = !build.isRunning && build.failed.length === 0;
  const header = `[+] Building ${elapsed}s (${build.done()}/${steps.length})${finished ? ' FINISHED' : ''}`;
  const groups = steps.map((step) => stepLines(build, step, frame));
  const room = Math.max(1, frame.rows - 1);
  let lines = groups.flat();
  if (!frame.final && lines.length > room) {
    // The steps that go on are what one waits for; of the others the latest.
    const running = steps.flatMap((step, index) => (step.outcome === 'running' ? (groups[index] ?? []) : []));
    const others = steps.flatMap((step, index) => (step.outcome === 'running' ? [] : (groups[index] ?? [])));
    const spare = Math.max(0, room - running.length);
    lines = [...(spare === 0 ? [] : others.slice(-spare)), ...running.slice(-room)];
  }
  return [cut(finished ? paint.done(header) : header, columns), ...lines];
}

function stepLines(build: BuildSteps, step: BuildStep, frame: BuildFrame): string[] {
  const { paint, columns } = frame;
  const cached = step.outcome === 'cached' ? 'CACHED ' : step.outcome === 'failed' ? 'ERROR ' : '';
  const text = ` => ${cached}${build.title(step).replaceAll('\n', ' ')}`;
  const end = step.endedAt ?? frame.now;
  const line = withTimer(text, `${((end - step.startedAt) / 1000).toFixed(1)}s`, columns);
  const painted =
    step.outcome === 'failed' ? paint.error(line) : step.outcome === 'running' ? line : paint.done(line);
  if (step.outcome !== 'running') return [painted];
  const transfers = [...step.progress].slice(-outputLines).map(([id, { status, current, total }]) => {
    const sizes = total > 0 ? ` ${humanSize(current)} / ${humanSize(total)}` : '';
    return cut(` => => ${id} ${status}${sizes}`, columns);
  });
  const output = step.tail
    .slice(-outputLines)
    .map((each) => paint.faint(cut(` => => # ${printable(each)}`, columns)));
  return [painted, ...transfers, ...output];
}

/** What a build prints must not move the cursor of this display. */
function printable(text: string): string {
  return text
    .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
    .replace(/^.*\r(?=.)/, '')
    .replaceAll('\t', '    ')
    .replace(/[\x00-\x1f\x7f]/g, '');
}

function withTimer(text: string, timer: string, columns: number): string {
  const left = cut(text, Math.max(0, columns - timer.length - 1));
  return left + ' '.repeat(Math.max(1, columns - visibleLength(left) - timer.length)) + timer;
}
