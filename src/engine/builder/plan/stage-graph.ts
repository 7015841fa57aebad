/** The stages of a Dockerfile and what each needs: its base, the stages and images that it copies from or mounts. */
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import type { From, StageInstruction } from '../dockerfile/instruction.ts';
import { mountSource } from '../dockerfile/mount-option.ts';
import { didYouMean, nearest } from '../dockerfile/suggestion.ts';
import { expandInFrom, type FromOptions, stagePlatform } from './from.ts';
import type { Platform } from './platform.ts';

/** A stage or an image that an instruction takes files from; a folder of the host by its named context. */
export type NodeSource =
  | { kind: 'node'; node: StageNode }
  | { kind: 'folder'; name: string; folder: string }
  /** A mistake only of those who need the stage that has it. */
  | { kind: 'mistake'; error: DockerfileError };

export interface GraphInstruction {
  instruction: StageInstruction;
  /** It came with the base image. */
  isTrigger: boolean;
  /** For COPY one, for RUN one per mount; undefined stands for the context. */
  sources: (NodeSource | undefined)[];
}

export interface StageNode {
  index: number;
  from: From;
  /** A stage of the file; false for an image that is only copied from. */
  isStage: boolean;
  /** After expansion, or the reference of a named context. */
  baseName: string;
  base:
    | { kind: 'scratch' }
    | { kind: 'image' }
    | { kind: 'folder'; name: string; folder: string }
    | { kind: 'node'; node: StageNode };
  platform: Platform;
  instructions: GraphInstruction[];
}

export interface GraphOptions extends FromOptions {
  namedContexts: Record<string, string>;
}

export class StageGraph {
  readonly nodes: StageNode[] = [];
  readonly #byName = new Map<string, StageNode>();
  readonly #images = new Map<string, StageNode>();
  readonly #options: GraphOptions;
  #stages = 0;

  /** @throws DockerfileError */
  constructor(file: Dockerfile, options: GraphOptions) {
    this.#options = options;
    for (const { from } of file.stages) this.#addStage(from);
    for (const [index, { instructions }] of file.stages.entries()) {
      const node = this.nodes[index];
      if (node && this.#overrideOf(node) === undefined) this.addInstructions(node, instructions, false);
    }
  }

  /** @throws DockerfileError */
  target(name: string | undefined): StageNode {
    const stages = this.nodes.slice(0, this.#stages);
    const found = name
      ? (this.#byName.get(name.toLowerCase()) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined))
      : stages.at(-1);
    if (found) return found;
    const names = [...this.#byName.keys()];
    throw new DockerfileError(
      `target stage ${JSON.stringify(name)} could not be found${didYouMean(name ?? '', names)}`,
    );
  }

  stageNames(): string[] {
    return [...this.#byName.keys()];
  }

  /** Each node after those that it needs. @throws DockerfileError for a circle. */
  needed(target: StageNode): StageNode[] {
    const order: StageNode[] = [];
    const open = new Set<StageNode>();
    const visit = (node: StageNode): void => {
      if (order.includes(node)) return;
      if (open.has(node)) {
        throw new DockerfileError(
          `circular dependency detected on stage: ${node.from.name ?? node.index}`,
          node.from.lines,
        );
      }
      open.add(node);
      for (const dependency of dependencies(node)) visit(dependency);
      open.delete(node);
      order.push(node);
    };
    visit(target);
    return order;
  }

  /** Puts instructions at the end, or triggers at the beginning, of a stage. @throws DockerfileError */
  addInstructions(node: StageNode, instructions: StageInstruction[], isTrigger: boolean): void {
    const added = instructions.map((instruction) => ({
      instruction,
      isTrigger,
      sources: this.#sourcesOf(instruction, node),
    }));
    node.instructions = isTrigger ? [...added, ...node.instructions] : [...node.instructions, ...added];
  }

  #addStage(from: From): void {
    const { args, linter, targetPlatform } = this.#options;
    const base = expandInFrom(from, from.base, this.#options);
    for (const name of base.missing) {
      if (args.declared.has(name)) continue;
      const hint = nearest(name, args.declared);
      linter.warn(
        'UndefinedArgInFrom',
        { line: from.lines.start, comments: from.comments },
        `FROM argument '${name}' is not declared${hint === undefined ? '' : ` (did you mean ${hint}?)`}`,
      );
    }
    if (base.text === '') {
      throw new DockerfileError(`base name (${from.base}) should not be blank`, from.lines);
    }
    const platform = from.platform ? stagePlatform(from, from.platform, this.#options) : targetPlatform;
    const node: StageNode = {
      index: this.nodes.length,
      from,
      isStage: true,
      baseName: base.text,
      base: this.#baseOf(base.text),
      platform,
      instructions: [],
    };
    const override = this.#overrideOf(node);
    const replaced = node.base.kind === 'image' ? this.#namedContext(base.text) : undefined;
    if (override !== undefined) this.#applyContext(node, from.name ?? '', override);
    else if (replaced !== undefined) this.#applyContext(node, base.text, replaced);
    this.nodes.push(node);
    this.#stages++;
    if (from.name !== undefined) this.#byName.set(from.name, node);
  }

  #overrideOf(node: StageNode): string | undefined {
    return node.from.name === undefined ? undefined : this.#namedContext(node.from.name);
  }

  #namedContext(name: string): string | undefined {
    const { namedContexts } = this.#options;
    if (name === 'scratch' || name === 'context') return undefined;
    const short = name.replace(/^docker\.io\/(library\/)?/, '').replace(/:latest$/, '');
    return [name, short]
      .map((key) => (Object.hasOwn(namedContexts, key) ? namedContexts[key] : undefined))
      .find(Boolean);
  }

  #applyContext(node: StageNode, name: string, value: string): void {
    if (value.startsWith('docker-image://')) {
      node.baseName = value.slice('docker-image://'.length);
      node.base = { kind: 'image' };
    } else if (value.startsWith('target:')) {
      node.base = { kind: 'node', node: this.target(value.slice('target:'.length)) };
    } else node.base = { kind: 'folder', name, folder: value };
  }

  #baseOf(name: string): StageNode['base'] {
    const node = this.#byName.get(name);
    if (node) return { kind: 'node', node };
    return name === 'scratch' ? { kind: 'scratch' } : { kind: 'image' };
  }

  #sourcesOf(instruction: StageInstruction, node: StageNode): (NodeSource | undefined)[] {
    if (instruction.kind === 'copy') {
      const { from } = instruction;
      return [from === undefined ? undefined : this.#copySource(from, instruction, node)];
    }
    if (instruction.kind !== 'run') return [];
    return instruction.mounts.map((mount) => {
      const from = mountSource(mount);
      return from === undefined ? undefined : this.#sourceNamed(from, instruction, node, 'mount');
    });
  }

  #copySource(from: string, instruction: StageInstruction, node: StageNode): NodeSource {
    if (from.includes('$')) {
      throw new DockerfileError(
        'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
        instruction.lines,
      );
    }
    if (!/^-?\d+$/.test(from)) return this.#sourceNamed(from, instruction, node, 'copy');
    const stage = this.nodes.slice(0, this.#stages)[Number(from)];
    if (!stage) throw new DockerfileError(`invalid stage index ${from}`, instruction.lines);
    return this.#earlier(stage, from, instruction, node, 'copy');
  }

  #sourceNamed(
    name: string,
    instruction: StageInstruction,
    node: StageNode,
    verb: 'copy' | 'mount',
  ): NodeSource {
    const stage = this.#byName.get(name.toLowerCase());
    if (stage) return this.#earlier(stage, name, instruction, node, verb);
    const context = this.#namedContext(name);
    const isFolder = context !== undefined && !/^(docker-image:\/\/|target:)/.test(context);
    if (isFolder) return { kind: 'folder', name, folder: context };
    return { kind: 'node', node: this.#imageNode(name, instruction, context) };
  }

  #earlier(
    stage: StageNode,
    name: string,
    instruction: StageInstruction,
    node: StageNode,
    verb: 'copy' | 'mount',
  ): NodeSource {
    if (stage.index >= node.index && node.isStage) {
      const here = node.from.name ?? `stage-${node.index}`;
      const error = new DockerfileError(
        verb === 'copy'
          ? `cannot copy from stage ${JSON.stringify(name)}, it needs to be defined before current stage ${JSON.stringify(here)}`
          : `cannot mount from stage ${JSON.stringify(name)}, stage needs to be defined before current command`,
        instruction.lines,
      );
      return { kind: 'mistake', error };
    }
    return { kind: 'node', node: stage };
  }

  /** An image, or `scratch`, that no stage begins with: a node without instructions. */
  #imageNode(name: string, instruction: StageInstruction, context: string | undefined): StageNode {
    const known = this.#images.get(name);
    if (known) return known;
    const { lines, source, comments } = instruction;
    const node: StageNode = {
      index: this.nodes.length,
      from: { kind: 'from', keyword: 'FROM', base: name, lines, source, comments },
      isStage: false,
      baseName: name,
      base: name === 'scratch' ? { kind: 'scratch' } : { kind: 'image' },
      platform: this.#options.targetPlatform,
      instructions: [],
    };
    if (context !== undefined) this.#applyContext(node, name, context);
    this.#images.set(name, node);
    this.nodes.push(node);
    return node;
  }
}

/** @throws DockerfileError */
function dependencies(node: StageNode): StageNode[] {
  const sources = node.instructions.flatMap(({ sources }) =>
    sources.flatMap((source) => {
      if (source?.kind === 'mistake') throw source.error;
      return source?.kind === 'node' ? source.node : [];
    }),
  );
  return node.base.kind === 'node' ? [node.base.node, ...sources] : sources;
}
