import type { StartupSpan } from '../../../src/dashboard-api/index.ts';

export interface Bar {
  phase: StartupSpan['phase'];
  /** Parts of the whole width, 0 to 1. */
  left: number;
  width: number;
  milliseconds: number;
  open: boolean;
  failed: boolean;
  /** On the chain of bars that decided how long all took. */
  critical: boolean;
}

export interface WaterfallRow {
  service: string;
  bars: Bar[];
}

export interface Waterfall {
  rows: WaterfallRow[];
  milliseconds: number;
  /** The critical path, first to last: services, each with what it was at. */
  critical: { service: string; phases: Bar['phase'][] }[];
}

interface Closed extends StartupSpan {
  end: number;
}

/** Begins no later than this after another's end count as caused by it. Milliseconds. */
const SLACK_MS = 40;

/** What ended last before a span began; of those that ended about then, the one of its own service. */
function causeOf({ service, begin }: Closed, spans: Closed[]): Closed | undefined {
  const before = spans
    .filter((span) => span.end <= begin + SLACK_MS && span.begin < begin)
    .toSorted((a, b) => b.end - a.end);
  const last = before[0];
  return before.find((span) => span.service === service && span.end >= (last?.end ?? 0) - SLACK_MS) ?? last;
}

/** From the last end back: what ended last before each begin. That chain is what has to be shortened to be up sooner. */
function criticalPath(spans: Closed[]): Set<Closed> {
  const path = new Set<Closed>();
  let at = spans.toSorted((a, b) => b.end - a.end || b.begin - a.begin)[0];
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    at = causeOf(at, spans);
  }
  return path;
}

/** Spans as rows of bars; what still lasts ends at `now`. Unix milliseconds. */
export function waterfallOf(spans: StartupSpan[], now: number): Waterfall {
  const closed = spans.map((span): Closed => ({ ...span, end: Math.max(span.end ?? now, span.begin) }));
  const begin = Math.min(...closed.map((span) => span.begin));
  const end = Math.max(...closed.map((span) => span.end));
  const whole = Math.max(end - begin, 1);
  const path = criticalPath(closed);
  const rows = new Map<string, WaterfallRow>();
  for (const [index, span] of closed.entries()) {
    const row = rows.get(span.service) ?? { service: span.service, bars: [] };
    rows.set(span.service, row);
    row.bars.push({
      phase: span.phase,
      left: (span.begin - begin) / whole,
      width: (span.end - span.begin) / whole,
      milliseconds: span.end - span.begin,
      open: spans[index]?.end === undefined,
      failed: span.failed === true,
      critical: path.has(span),
    });
  }
  return { rows: [...rows.values()], milliseconds: whole, critical: stagesOf([...path].reverse()) };
}

function stagesOf(path: readonly StartupSpan[]): Waterfall['critical'] {
  const stages: Waterfall['critical'] = [];
  for (const { service, phase } of path) {
    const last = stages.at(-1);
    if (last?.service === service) last.phases.push(phase);
    else stages.push({ service, phases: [phase] });
  }
  return stages;
}
