import { type OpenContext, openContext } from './context/open-context.ts';
import type { BuildEvent, BuildRequest } from './contract.ts';
import { beginFolders, endFolders } from './folders.ts';
import { toEngineError } from './solve/build-error.ts';
import { LayerViews } from './solve/layer-view.ts';
import { Progress } from './solve/progress.ts';
import type { BuildServices, BuildSession } from './solve/session.ts';

/**
 * Opens the context of a build and does some work with it; whatever happens, all that belongs to this build alone is gone
 * afterwards. @throws EngineError, with the Dockerfile's lines where it has some.
 */
export async function withSession<T>(
  services: BuildServices,
  request: BuildRequest,
  onEvent: (event: BuildEvent) => void,
  work: (session: BuildSession) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, ...(request.signal ? [request.signal] : [])]);
  const folders = beginFolders(services.folders);
  const views = new LayerViews(folders.run);
  const steps = services.containers.openSteps();
  const progress = new Progress(onEvent);
  const busy = services.busyLayers.begin();
  const [outcome] = await Promise.allSettled([
    workInContext(
      {
        services,
        request,
        views,
        steps,
        progress,
        signal,
        hold: busy.add,
        temporary: folders.temporary,
        runFolder: folders.run,
        abort: (reason) => controller.abort(abortError(reason)),
        selections: new Map(),
      },
      work,
    ),
  ]);
  busy.end();
  views.close();
  const ends = await Promise.allSettled([steps.close(), endFolders(folders, services.trash)]);
  // The build's own failure says more than one of the cleaning up after it.
  const failure = [outcome, ...ends].find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  return (outcome as PromiseFulfilledResult<T>).value;
}

async function workInContext<T>(
  session: Omit<BuildSession, 'context'>,
  work: (session: BuildSession) => Promise<T>,
): Promise<T> {
  const { services, request, temporary, progress, signal } = session;
  let context: OpenContext | undefined;
  try {
    context = await progress.around('[internal] load build definition from Dockerfile', () =>
      openContext(request, services.images, { ...services.folders, temporary }, signal),
    );
    return await work({ ...session, context });
  } catch (error) {
    throw toEngineError(error, context && { name: context.fileName, text: context.text });
  }
}

/** Other steps of the build end because of it; they are not what failed. */
function abortError(reason: unknown): DOMException {
  return new DOMException(reason instanceof Error ? reason.message : 'build failed', 'AbortError');
}
