import type { ImageConfig, StoredImage } from '../../images/contract.ts';
import type { Plan, PlannedStage } from '../plan/plan.ts';
import type { BuildSession } from './session.ts';
import type { StageResult } from './solver.ts';

type History = NonNullable<ImageConfig['history']>;

/** What BuildKit writes beside each line of history. */
const comment = 'buildkit.dockerfile.v0';

/** Makes the image of the target stage and gives it its names. */
export async function exportImage(
  session: BuildSession,
  plan: Plan,
  result: StageResult,
): Promise<StoredImage> {
  const { images } = session.services;
  const { tags } = session.request;
  return await session.progress.around('exporting to image', async (step) => {
    const image = await images.addImage({
      config: imageConfig(plan.target, result),
      layers: result.layers,
      tags,
    });
    step.output('stdout', `writing image ${image.id} done\n`);
    for (const tag of tags) step.output('stdout', `naming to ${tag} done\n`);
    return image;
  });
}

/** The configuration; the same for the same layers, so that a build from the cache gives the same image. */
export function imageConfig(stage: PlannedStage, result: StageResult): Omit<ImageConfig, 'rootfs'> {
  const image = baseImageOf(stage);
  const history = fillTimes(historyOf(stage, result));
  const created = history.at(-1)?.created;
  const { os, architecture, variant } = image?.config ?? stage.platform;
  return {
    ...(created === undefined ? {} : { created }),
    ...(stage.author === undefined ? {} : { author: stage.author }),
    architecture,
    os,
    ...(variant === undefined ? {} : { variant }),
    config: stage.config,
    history,
  };
}

function baseImageOf(stage: PlannedStage): { config: ImageConfig } | undefined {
  if (stage.base.kind === 'image') return stage.base.image;
  return stage.base.kind === 'stage' ? baseImageOf(stage.base.stage) : undefined;
}

function historyOf(stage: PlannedStage, result: StageResult): History {
  const before =
    stage.base.kind === 'image'
      ? (stage.base.image.config.history ?? [])
      : stage.base.kind === 'stage' && result.base
        ? historyOf(stage.base.stage, result.base)
        : [];
  const created = result.created.values();
  // A base that is a folder of the host is a layer without an instruction of its own.
  const unnamed = stage.steps.length - stage.history.filter((line) => line.layer).length;
  const first = Array.from({ length: unnamed }, (_, index) => ({
    createdBy: stage.steps[index]?.name ?? '',
    layer: true,
  }));
  const own = [...first, ...stage.history].map(({ createdBy, layer }) => {
    const at = layer ? created.next().value : undefined;
    return {
      ...(at === undefined ? {} : { created: at }),
      created_by: createdBy,
      comment,
      ...(layer ? {} : { empty_layer: true }),
    };
  });
  return [...before, ...own];
}

/** Lines without a layer get the time of the layer before them; those at the begin that of the first new layer. */
function fillTimes(history: History): History {
  const firstGap = history.findIndex((line) => line.created === undefined);
  const afterGap = history.slice(Math.max(firstGap, 0)).find((line) => line.created !== undefined)?.created;
  const beforeGap = history
    .slice(0, Math.max(firstGap, 0))
    .findLast((line) => line.created !== undefined)?.created;
  let current = afterGap ?? beforeGap;
  let gapSeen = false;
  return history.map((line) => {
    if (line.created !== undefined) {
      if (gapSeen) current = line.created;
      return line;
    }
    gapSeen = true;
    return current === undefined ? line : { created: current, ...line };
  });
}
