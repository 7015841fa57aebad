/** Dockerfile text and options → what is to be done. Nothing is run; base images are asked of the caller. */
import { messageOf } from '../../../shared/index.ts';
import { type Dockerfile, parseDockerfile, parseTrigger } from '../dockerfile/dockerfile.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import { expandWord } from '../dockerfile/shell-words.ts';
import { checkFile } from '../lint/check-file.ts';
import { Linter, type LintWarning } from '../lint/rules.ts';
import {
  automaticArgs,
  type BuildArgs,
  type GlobalArgs,
  globalArgs,
  proxyEnvironment,
} from './global-args.ts';
import type { BaseImage, Plan, PlannedStage } from './plan.ts';
import { planStage } from './plan-stage.ts';
import { formatPlatform, hostPlatform, type Platform, parsePlatform } from './platform.ts';
import { StageGraph, type StageNode } from './stage-graph.ts';
import type { PlanContext, StageState } from './stage-state.ts';

export interface PlanOptions {
  text: string;
  given: BuildArgs;
  target: string | undefined;
  platform: string | undefined;
  namedContexts: Record<string, string>;
  noCache: boolean;
  /** Names of stages that are not taken from the cache. */
  noCacheFilter: string[];
  labels: Record<string, string>;
  ignores: (path: string) => boolean;
  /** Called as they are found: what is wrong otherwise may end the planning early. */
  onWarning: (warning: LintWarning) => void;
}

/** Finds or pulls an image; errors of the images room come through. */
export type ResolveBase = (reference: string, platform: Platform) => Promise<BaseImage>;

/** @throws DockerfileError, and what `resolveBase` throws with the lines of the `FROM` around it. */
export async function makePlan(options: PlanOptions, resolveBase: ResolveBase): Promise<Plan> {
  const file = parseDockerfile(options.text);
  const linter = newLinter(file, options.onWarning);
  checkFile(file, linter);
  const targetPlatform = options.platform ? parsePlatform(options.platform) : hostPlatform();
  const args = argsOf(file, options, targetPlatform);
  checkDefaultBases(file, options, targetPlatform, linter);
  const graph = new StageGraph(file, {
    escape: file.escape,
    args,
    targetPlatform,
    namedContexts: options.namedContexts,
    linter,
  });
  const target = graph.target(options.target);
  const images = await resolveBases(graph, target, resolveBase, linter);
  const context: PlanContext = {
    escape: file.escape,
    globalArgs: args.values,
    given: options.given,
    hiddenEnv: proxyEnvironment(options.given),
    linter,
    ignores: options.ignores,
  };
  const plan = planStages(graph, target, images, context, options);
  if (linter.asErrors && linter.broken.size > 0) {
    throw new DockerfileError(`lint violation found for rules: ${[...linter.broken].join(', ')}`);
  }
  return plan;
}

function newLinter(file: Dockerfile, onWarning: PlanOptions['onWarning']): Linter {
  try {
    return new Linter(file.check, onWarning);
  } catch (error) {
    throw new DockerfileError(`failed to parse check options: ${messageOf(error)}`, { start: 1, end: 1 });
  }
}

function argsOf(file: Dockerfile, options: PlanOptions, target: Platform): GlobalArgs {
  const stage = options.target ?? file.stages.at(-1)?.from.name ?? '';
  return globalArgs(file, automaticArgs(hostPlatform(), target, stage, options.given), options.given);
}

/** A base name that only build arguments make valid. */
function checkDefaultBases(file: Dockerfile, options: PlanOptions, target: Platform, linter: Linter): void {
  const none: BuildArgs = new Map();
  const defaults = argsOf(file, { ...options, given: none }, target);
  for (const { from } of file.stages) {
    let name: string;
    try {
      name = expandWord(from.base, defaults.values, { escape: file.escape }).text;
    } catch {
      // The same word fails with its position when the stage is read.
      return;
    }
    if (/^(?:[\w.-]+(?::\d+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*(?::\w[\w.-]*)?(?:@[\w:.+-]+)?$/.test(name))
      continue;
    linter.warn(
      'InvalidDefaultArgInFrom',
      { line: from.lines.start, comments: from.comments },
      `Default value for ARG ${from.base} results in empty or invalid base image name`,
    );
  }
}

/** Brings all base images, and what their triggers ask for in turn. */
async function resolveBases(
  graph: StageGraph,
  target: StageNode,
  resolveBase: ResolveBase,
  linter: Linter,
): Promise<Map<StageNode, BaseImage>> {
  const images = new Map<StageNode, BaseImage>();
  const triggered = new Set<StageNode>();
  for (;;) {
    const needed = graph.needed(target);
    const missing = needed.filter((node) => node.base.kind === 'image' && !images.has(node));
    const outcomes = await Promise.allSettled(
      missing.map(async (node) => images.set(node, await resolveNode(graph, node, resolveBase))),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    for (const node of missing) warnPlatform(node, images.get(node), linter);
    const waiting = needed.filter((node) => !triggered.has(node));
    if (waiting.length === 0) return images;
    for (const node of waiting) {
      triggered.add(node);
      const triggers = triggersOf(node, images);
      graph.addInstructions(
        node,
        triggers.map((trigger) => parseTrigger(trigger, node.from)),
        true,
      );
    }
  }
}

async function resolveNode(graph: StageGraph, node: StageNode, resolveBase: ResolveBase): Promise<BaseImage> {
  try {
    return await resolveBase(node.baseName, node.platform);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    const hint = graph.stageNames().find((name) => name !== node.from.name && isNear(name, node.baseName));
    const suggestion = hint === undefined ? '' : ` (did you mean ${hint}?)`;
    const message = messageOf(error).startsWith('invalid reference format')
      ? `failed to parse stage name ${JSON.stringify(node.baseName)}: ${messageOf(error)}`
      : `${node.baseName}: ${messageOf(error)}${suggestion}`;
    throw new DockerfileError(message, node.from.lines, { cause: error });
  }
}

function isNear(a: string, b: string): boolean {
  return (
    a !== b && Math.abs(a.length - b.length) < 2 && Array.from(a).filter((c, i) => b[i] !== c).length < 2
  );
}

function warnPlatform(node: StageNode, image: BaseImage | undefined, linter: Linter): void {
  if (!image || image.id === undefined) return;
  const { os, architecture, variant } = image.config;
  if (os === node.platform.os && architecture === node.platform.architecture) return;
  const actual = formatPlatform({ os, architecture, ...(variant ? { variant } : {}) });
  linter.warn(
    'InvalidBaseImagePlatform',
    { line: node.from.lines.start, comments: node.from.comments },
    `Base image ${node.baseName} was pulled with platform "${actual}", expected "${formatPlatform(node.platform)}" for current build`,
  );
}

/** Triggers of the image, or of the stage, that a stage begins with. An image that is only copied from fires none. */
function triggersOf(node: StageNode, images: ReadonlyMap<StageNode, BaseImage>): string[] {
  if (!node.isStage) return [];
  if (node.base.kind !== 'node') return images.get(node)?.config.config.OnBuild ?? [];
  return node.base.node.instructions.flatMap(({ instruction }) =>
    instruction.kind === 'onbuild' ? instruction.trigger : [],
  );
}

function planStages(
  graph: StageGraph,
  target: StageNode,
  images: ReadonlyMap<StageNode, BaseImage>,
  context: PlanContext,
  options: PlanOptions,
): Plan {
  const done = new Map<StageNode, { stage: PlannedStage; state: StageState }>();
  for (const node of graph.needed(target)) {
    const name = node.from.name ?? `stage-${node.index}`;
    const planned = planStage({
      node,
      label: graph.nodes.length === 1 || !node.isStage ? undefined : name,
      ignoreCache: options.noCache || options.noCacheFilter.includes(name),
      context,
      image: images.get(node),
      done,
    });
    done.set(node, planned);
  }
  const result = done.get(target)?.stage;
  if (!result) throw new DockerfileError('the target stage is not planned');
  const labels = { ...result.config.Labels, ...options.labels };
  if (Object.keys(labels).length > 0) result.config.Labels = labels;
  return { target: result, stages: [...done.values()].map(({ stage }) => stage) };
}
