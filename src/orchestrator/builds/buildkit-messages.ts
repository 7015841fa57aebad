/** Messages of BuildKit's control API: https://github.com/moby/buildkit/blob/v0.25.1/api/services/control/control.proto. */
import { ProtobufFields } from '../../engine-client/index.ts';
import type { SolveStatus } from '../bake/solve-status.ts';
import type { RememberedBuild } from '../contract-builds.ts';
import { label } from '../labels.ts';

/** `rpc.Status` of a build that somebody gave up. */
const canceled = 1;

const deleted = 2;

/** `BuildHistoryEvent`: a record that came or changed, or the id of one that went; without its steps. */
export function historyEvent(bytes: Uint8Array): { set: RememberedBuild } | { removed: string } | undefined {
  const event = new ProtobufFields(bytes);
  const record = event.message(2);
  if (record === undefined) return undefined;
  return event.number(1) === deleted ? { removed: record.text(1) } : { set: buildOf(record) };
}

function buildOf(record: ProtobufFields): RememberedBuild {
  const attributes = record.map(3);
  const failure = record.message(5);
  const end = timeOf(record.message(7));
  const source = attributes.get('vcs:localdir:context') ?? attributes.get('context');
  const dockerfile = attributes.get('filename');
  return {
    id: record.text(1),
    image: imageOf(record),
    project: attributes.get(`label:${label.project}`) ?? '',
    service: attributes.get(`label:${label.service}`) ?? '',
    begin: timeOf(record.message(6)) ?? 0,
    state: end === undefined ? 'running' : stateOf(failure),
    steps: 0,
    cached: 0,
    ...(source === undefined ? {} : { source }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(end === undefined ? {} : { end }),
    ...(failure === undefined ? {} : { error: failure.text(2) }),
  };
}

function stateOf(failure: ProtobufFields | undefined): RememberedBuild['state'] {
  if (failure === undefined) return 'done';
  return failure.number(1) === canceled ? 'canceled' : 'failed';
}

/** Names are a list with commas, with the registry that is meant where none is said. */
function imageOf(record: ProtobufFields): string {
  const names = record.messages(4).flatMap((exporter) => exporter.map(2).get('name') ?? []);
  const [name = ''] = names.flatMap((list) => list.split(','));
  return name.replace(/^docker\.io\/(?:library\/)?/, '');
}

/** Unix milliseconds of a `google.protobuf.Timestamp`. */
function timeOf(time: ProtobufFields | undefined): number | undefined {
  return time && time.number(1) * 1_000 + Math.floor(time.number(2) / 1e6);
}

/** `StatusResponse`, as `buildx --progress rawjson` prints it. */
export function solveStatus(bytes: Uint8Array): SolveStatus {
  const status = new ProtobufFields(bytes);
  return {
    vertexes: status.messages(1).map((vertex) => ({
      digest: vertex.text(1),
      name: vertex.text(3),
      cached: vertex.number(4) === 1,
      ...time('started', vertex.message(5)),
      ...time('completed', vertex.message(6)),
      error: vertex.text(7),
    })),
    statuses: status.messages(2).map((transfer) => ({
      id: transfer.text(1),
      vertex: transfer.text(2),
      current: transfer.number(4),
      total: transfer.number(5),
      ...time('completed', transfer.message(8)),
    })),
    logs: status.messages(3).map((log) => ({
      vertex: log.text(1),
      stream: log.number(3),
      data: base64(log.bytes(4)),
    })),
    warnings: status.messages(4).map((warning) => ({
      vertex: warning.text(1),
      short: base64(warning.bytes(3)),
      url: warning.text(5),
      range: warning.messages(7).map((range) => ({ start: { line: range.message(1)?.number(1) ?? 0 } })),
    })),
  };
}

function time<Name extends string>(
  name: Name,
  value: ProtobufFields | undefined,
): Partial<Record<Name, string>> {
  const at = timeOf(value);
  return at === undefined ? {} : ({ [name]: new Date(at).toISOString() } as Record<Name, string>);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
