import type { JsonMessage } from '../../engine-api/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import type { ArchiveBuilder } from './archive-builders.ts';
import { buildFailed } from './build-in-folder.ts';
import { readClassicFailure, readClassicText } from './classic-build-text.ts';
import { allCredentials } from './credentials.ts';
import type { ImageBuild } from './image-build.ts';
import type { Work } from './work.ts';

/** A build by a builder behind any engine's API, which is sent the context as an archive. Returns the image's id. */
export async function buildFromArchive(
  work: Work,
  build: ImageBuild,
  builder: ArchiveBuilder,
): Promise<string> {
  refuseWhatItLacks(build, builder);
  const { query, contentType, body } = await builder.request(build);
  const auth = Buffer.from(JSON.stringify(await allCredentials())).toString('base64');
  const messages = work.client.lines<JsonMessage>({
    method: 'POST',
    path: '/build',
    query,
    headers: { 'Content-Type': contentType, 'X-Registry-Config': auth },
    ...(body === undefined ? {} : { rawBody: body }),
    signal: work.signal,
  });
  try {
    return await follow(work, build, messages);
  } catch (error) {
    // A Dockerfile that is not there or cannot be parsed is refused before the first step.
    const isRefusal = error instanceof EngineError && !work.signal.aborted;
    throw isRefusal ? buildFailed(build, error.message) : error;
  }
}

/** Better no image than one built without a part of what the file says. */
function refuseWhatItLacks(build: ImageBuild, { name, hint, lacks }: ArchiveBuilder): void {
  const lacking = lacks(build);
  if (lacking.length === 0) return;
  const path = ['services', build.service, 'build'];
  const message = `${path.join('.')}: ${name} does not support ${lacking.join(', ')}`;
  throw new UserError('build-needs-buildkit', message, { hint, path });
}

async function follow(work: Work, build: ImageBuild, messages: AsyncIterable<JsonMessage>): Promise<string> {
  const { service, settings } = build;
  let step: { id: string; name: string; cached: boolean; output: string } | undefined;
  let id = '';
  const emit: Work['emit'] = (event) => {
    if (!settings.quiet) work.emit(event);
  };
  const endStep = (): void => {
    if (step !== undefined)
      emit({ kind: 'build-step-done', service, step: step.id, cached: step.cached, at: Date.now() });
  };
  for await (const message of messages) {
    const aux = message.aux as { ID?: string } | undefined;
    if (aux?.ID !== undefined) id = aux.ID;
    const told = message.errorDetail?.message ?? message.error;
    if (told !== undefined) {
      const failure = readClassicFailure(told);
      if (step !== undefined) {
        emit({ kind: 'build-step-failed', service, step: step.id, error: failure, at: Date.now() });
      }
      throw buildFailed(build, step === undefined ? failure : `${failedStep(step)}${failure}`);
    }
    const said = readClassicText(message.stream ?? '');
    if (said.kind === 'step') {
      endStep();
      step = { id: `${service} ${said.id}`, name: said.name, cached: false, output: '' };
      emit({ kind: 'build-step-started', service, step: step.id, name: said.name, at: Date.now() });
    }
    if (step === undefined) continue;
    if (said.kind === 'cached') step.cached = true;
    if (said.kind === 'output') {
      step.output += said.text;
      emit({ kind: 'build-step-output', service, step: step.id, stream: 'stdout', text: said.text });
    }
  }
  endStep();
  return id;
}

/** The step that failed with the end of its output, in BuildKit's form, which our own builder keeps too. */
function failedStep({ name, output }: { name: string; output: string }): string {
  const lines = output.trimEnd().split('\n').slice(-40);
  return `------\n > ${name}:\n${lines.join('\n')}\n------\n`;
}
