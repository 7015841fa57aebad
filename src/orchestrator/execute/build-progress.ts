import type { BuildEvent } from '../../engine-api/index.ts';
import type { BuildProgressEvent } from '../contract-events.ts';

type ToldEvent = Exclude<BuildEvent, { kind: 'recorded' }>;

/** What a builder of ours tells, as an operation tells it of a service. */
export function progressOf(service: string, event: ToldEvent): BuildProgressEvent {
  if (event.kind === 'step-progress') return transferOf(service, event);
  if (event.kind === 'step-failed') return failureOf(service, event);
  if (event.kind === 'warning') return warningOf(service, event);
  const { id: step } = event;
  if (event.kind === 'step-started')
    return { kind: 'build-step-started', service, step, name: event.name, at: event.at };
  if (event.kind === 'step-done')
    return { kind: 'build-step-done', service, step, cached: event.cached, at: event.at };
  return { kind: 'build-step-output', service, step, stream: event.stream, text: event.text };
}

function failureOf(
  service: string,
  { id: step, error, exitCode, at }: BuildEvent & { kind: 'step-failed' },
): BuildProgressEvent {
  const exit = exitCode === undefined ? {} : { exitCode };
  return { kind: 'build-step-failed', service, step, error, at, ...exit };
}

function warningOf(
  service: string,
  { message, line, url }: BuildEvent & { kind: 'warning' },
): BuildProgressEvent {
  return {
    kind: 'build-warning',
    service,
    message,
    ...(line === undefined ? {} : { line }),
    ...(url === undefined ? {} : { url }),
  };
}

function transferOf(
  service: string,
  { id: step, message }: BuildEvent & { kind: 'step-progress' },
): BuildProgressEvent {
  const { id = '', status = '', progressDetail } = message;
  const { current, total } = progressDetail ?? {};
  return {
    kind: 'build-step-progress',
    service,
    step,
    id,
    status,
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total }),
  };
}
