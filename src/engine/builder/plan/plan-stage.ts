import { posix } from 'node:path';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import type { StageInstruction, Workdir } from '../dockerfile/instruction.ts';
import { expandWord } from '../dockerfile/shell-words.ts';
import { applyToConfig } from './config-instructions.ts';
import type { BaseImage, FileSource, PlannedStage, Step } from './plan.ts';
import { planCopy } from './plan-copy.ts';
import { planRun } from './plan-run.ts';
import type { GraphInstruction, NodeSource, StageNode } from './stage-graph.ts';
import { type PlanContext, StageState } from './stage-state.ts';

export interface StagePlanInput {
  node: StageNode;
  label: string | undefined;
  ignoreCache: boolean;
  context: PlanContext;
  image: BaseImage | undefined;
  /** Stages planned before, by node. */
  done: ReadonlyMap<StageNode, { stage: PlannedStage; state: StageState }>;
}

/** Reads a stage from top to bottom. @throws DockerfileError */
export function planStage(input: StagePlanInput): { stage: PlannedStage; state: StageState } {
  const { node, label, done } = input;
  const parent = node.base.kind === 'node' ? done.get(node.base.node) : undefined;
  const config = input.image?.config.config ?? { WorkingDir: '/' };
  const state = new StageState(input.context, parent?.state ?? config);
  state.author = parent?.state.author ?? input.image?.config.author;
  const names = new StepNames(node, label);
  const steps: Step[] = [];
  const baseStepName =
    node.base.kind === 'image' ? names.next(`FROM ${input.image?.reference}`, false) : undefined;
  if (node.base.kind === 'folder') steps.push(folderStep(node.base, node, names));
  for (const entry of node.instructions) {
    const step = planInstruction(state, entry, (source) => toFileSource(source, done));
    if (!step) continue;
    const name = names.next(shownCommand(state, entry.instruction), entry.isTrigger);
    steps.push({ ...step, name, lines: entry.instruction.lines, ignoreCache: input.ignoreCache });
  }
  return { state, stage: finish(input, state, steps, parent?.stage, baseStepName) };
}

function finish(
  { node, label, image }: StagePlanInput,
  state: StageState,
  steps: Step[],
  parent: PlannedStage | undefined,
  baseStepName: string | undefined,
): PlannedStage {
  const base: PlannedStage['base'] = parent
    ? { kind: 'stage', stage: parent }
    : image
      ? { kind: 'image', image }
      : { kind: 'scratch' };
  return {
    index: node.index,
    label,
    base,
    platform: parent?.platform ?? node.platform,
    baseStepName,
    lines: node.from.lines,
    steps,
    config: state.config,
    author: state.author,
    history: state.history,
  };
}

/** `FROM` a folder of the host: its files are the first layer. */
function folderStep(base: { name: string; folder: string }, node: StageNode, names: StepNames): Step {
  return {
    kind: 'copy',
    name: names.next(`FROM ${base.name}`, false),
    lines: node.from.lines,
    ignoreCache: false,
    items: [{ kind: 'files', source: { ...base, kind: 'folder' }, path: '/', unpack: false }],
    destination: '/',
    link: false,
    exclude: [],
  };
}

type StepBody<T> = T extends Step ? Omit<T, 'name' | 'lines' | 'ignoreCache'> : never;

function planInstruction(
  state: StageState,
  { instruction, sources }: GraphInstruction,
  resolve: (source: NodeSource | undefined) => FileSource | undefined,
): StepBody<Step> | undefined {
  switch (instruction.kind) {
    case 'run':
      return planRun(state, instruction, sources.map(resolve));
    case 'copy':
    case 'add':
      return planCopy(state, instruction, resolve(sources[0]) ?? { kind: 'context' });
    case 'workdir':
      return planWorkdir(state, instruction);
    default:
      applyToConfig(state, instruction);
      return undefined;
  }
}

function toFileSource(source: NodeSource | undefined, done: StagePlanInput['done']): FileSource | undefined {
  if (source === undefined || source.kind === 'folder') return source;
  if (source.kind === 'mistake') throw source.error;
  const planned = done.get(source.node);
  if (!planned)
    throw new DockerfileError(`stage ${source.node.index} is not planned`, source.node.from.lines);
  return { kind: 'stage', stage: planned.stage };
}

function planWorkdir(state: StageState, instruction: Workdir): StepBody<Step> | undefined {
  const written = state.expand(instruction, instruction.value);
  if (!state.workdirSeen && !written.startsWith('/')) {
    state.warn(
      'WorkdirRelativePath',
      instruction,
      `Relative workdir ${JSON.stringify(written)} can have unexpected results if the base image changes`,
    );
  }
  state.workdirSeen = true;
  const path = posix.resolve('/', state.config.WorkingDir || '/', written);
  state.config.WorkingDir = path;
  state.addHistory(`WORKDIR ${path}`, path !== '/');
  return path === '/' ? undefined : { kind: 'workdir', path, user: state.config.User ?? '' };
}

/** The instruction as it is written, with the variables' values; those of secrets are not shown. */
function shownCommand(state: StageState, instruction: StageInstruction): string {
  const { source } = instruction;
  const env = new Map(state.env);
  if (instruction.kind === 'run') {
    for (const mount of instruction.mounts) {
      const name = /(?:^|,)env=([^,]*)/.exec(mount)?.[1];
      if (name) env.set(name, '****');
    }
  }
  const isRun = instruction.kind === 'run';
  const summary = isRun && instruction.heredocs[0] ? ` (${summarize(instruction.heredocs[0].content)})` : '';
  let text = source + summary;
  try {
    text = expandWord(text, env, { escape: state.context.escape, keepQuotes: isRun, keepUnset: isRun }).text;
  } catch {
    // A text that cannot be expanded is shown as it is written.
  }
  return text.replace(/^\S+/, (keyword) => keyword.toUpperCase());
}

function summarize(content: string): string {
  const lines = content.trim().split(/\r?\n/);
  return (lines[0] ?? '') + (lines.length > 1 ? '...' : '');
}

/** Numbers the steps of a stage: `[build 2/5] `. */
class StepNames {
  readonly #label: string | undefined;
  readonly #total: number;
  #count = 0;

  constructor(node: StageNode, label: string | undefined) {
    this.#label = label;
    const steps = node.instructions.filter(({ instruction }) =>
      ['run', 'copy', 'add', 'workdir'].includes(instruction.kind),
    );
    this.#total = steps.length + (node.base.kind === 'image' || node.base.kind === 'folder' ? 1 : 0);
  }

  next(command: string, isTrigger: boolean): string {
    this.#count++;
    const number = String(this.#count).padStart(String(this.#total).length);
    const label = this.#label === undefined ? '' : `${this.#label} `;
    return `[${label}${number}/${this.#total}] ${isTrigger ? 'ONBUILD ' : ''}${command}`;
  }
}
