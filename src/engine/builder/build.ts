import { type OpenContext, openContext } from './context/open-context.ts';
import type { BuildEvent, BuildRequest } from './contract.ts';
import { beginFolders, endFolders } from './folders.ts';
import type { LintWarning } from './lint/rules.ts';
import { makePlan, type PlanOptions } from './plan/make-plan.ts';
import { pullingResolver } from './solve/base-images.ts';
import { toEngineError } from './solve/build-error.ts';
import { exportImage } from './solve/export-image.ts';
import { LayerViews } from './solve/layer-view.ts';
import { Progress } from './solve/progress.ts';
import type { BuildServices, BuildSession } from './solve/session.ts';
import { solve } from './solve/solver.ts';

/** Builds an image. Whatever happens, nothing of the build but its cached steps stays behind. @throws EngineError */
export async function buildImage(
  services: BuildServices,
  request: BuildRequest,
  onEvent: (event: BuildEvent) => void,
): Promise<string> {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, ...(request.signal ? [request.signal] : [])]);
  const folders = beginFolders(services.folders);
  const views = new LayerViews(folders.run);
  const progress = new Progress(onEvent);
  const busy = services.busyLayers.begin();
  let context: OpenContext | undefined;
  try {
    context = await progress.around('[internal] load build definition from Dockerfile', () =>
      openContext(request, services.images, { ...services.folders, temporary: folders.temporary }, signal),
    );
    const resolveBase = pullingResolver(services.images, request, progress, signal);
    const onWarning = (warning: LintWarning): void => onEvent(toEvent(warning));
    const plan = await makePlan({ ...planOptions(request, context), onWarning }, resolveBase);
    const session: BuildSession = {
      services,
      request,
      context,
      views,
      temporary: folders.temporary,
      runFolder: folders.run,
      progress,
      signal,
      hold: busy.add,
    };
    const result = await solve(session, plan, (reason) => controller.abort(abortError(reason)));
    const image = await exportImage(session, plan, result);
    return image.id;
  } catch (error) {
    throw toEngineError(error, context && { name: context.fileName, text: context.text });
  } finally {
    busy.end();
    views.close();
    await endFolders(folders);
  }
}

export function planOptions(request: BuildRequest, context: OpenContext): Omit<PlanOptions, 'onWarning'> {
  const given = Object.entries(request.buildArgs).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    text: context.text,
    given: new Map(given),
    target: request.target || undefined,
    platform: request.platform || undefined,
    namedContexts: request.namedContexts ?? {},
    noCache: request.noCache,
    noCacheFilter: request.noCacheFilter ?? [],
    labels: request.labels,
    // With `!` patterns a name alone does not say whether something below it is there.
    ignores: (path) => !context.ignore.hasNegation && context.ignore.matches(path.replace(/^(?:\.?\/)+/, '')),
  };
}

function toEvent({ rule, message, line, url }: LintWarning): BuildEvent {
  const text = `${rule}: ${message} (line ${line})`;
  return { kind: 'warning', message: text, line, code: rule, ...(url === undefined ? {} : { url }) };
}

/** Other steps of the build end because of it; they are not what failed. */
function abortError(reason: unknown): DOMException {
  return new DOMException(reason instanceof Error ? reason.message : 'build failed', 'AbortError');
}
