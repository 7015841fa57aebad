import type { ContainerBrief, StartupSpan, TimelineEntry } from '../../../src/dashboard-api/index.ts';

type Told = Pick<TimelineEntry, 'at' | 'container' | 'kind'>;

/** A restart ends a container before it starts it: only an end after the start counts. */
function endsWait({ kind, at }: Told, begin: number, started: number): boolean {
  if (kind === 'healthy' || kind === 'unhealthy') return at >= begin;
  return (kind === 'died' || kind === 'ended' || kind === 'removed') && at >= started;
}

type Checked = Pick<ContainerBrief, 'name' | 'service' | 'health'>;

/**
 * Health that nobody waited for: spans, by service, of containers that a change started and whose checks had not answered when it was
 * done. One without an end lasts.
 */
export function healthSpans(
  spans: readonly StartupSpan[],
  containers: readonly Checked[],
  timeline: readonly Told[],
): StartupSpan[] {
  return spans.flatMap((start) => {
    const { service, phase, begin, end = begin, failed } = start;
    if (phase !== 'start' || failed) return [];
    const known = spans.find((span) => span.service === service && span.phase === 'healthy');
    if (known?.end !== undefined) return [];
    const name = start.container;
    const container = containers.find((each) => each.name === name);
    if (name === undefined || (known === undefined && (container?.health ?? 'none') === 'none')) return [];
    const told = timeline.find((each) => each.container === name && endsWait(each, begin, end));
    const span: StartupSpan = known ?? { service, container: name, phase: 'healthy', begin: end };
    if (told === undefined) return [span];
    const ending = { ...span, end: Math.max(told.at, span.begin) };
    return [told.kind === 'healthy' ? ending : { ...ending, failed: true }];
  });
}
