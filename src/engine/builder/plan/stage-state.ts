import type { ContainerConfig } from '../../../engine-api/index.ts';
import { messageOf } from '../../../shared/index.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import type { StageInstruction } from '../dockerfile/instruction.ts';
import { type Expansion, expandWord, type WordOptions } from '../dockerfile/shell-words.ts';
import { nearest } from '../dockerfile/suggestion.ts';
import type { Linter, RuleName } from '../lint/rules.ts';
import type { BuildArgs } from './global-args.ts';
import type { HistoryLine } from './plan.ts';

/** What is the same for all stages of a build. */
export interface PlanContext {
  escape: string;
  globalArgs: ReadonlyMap<string, string>;
  given: BuildArgs;
  hiddenEnv: string[];
  linter: Linter;
  /** Whether a path of the context is left out by `.dockerignore`, as far as that can be said from its name alone. */
  ignores: (path: string) => boolean;
}

/** What instructions change as a stage is read from top to bottom. A stage built on another begins with a copy. */
export class StageState {
  readonly config: ContainerConfig;
  author: string | undefined;
  /** Variables that the next instruction sees: `ENV` and `ARG`. */
  readonly env: Map<string, string>;
  /** `ARG`s declared so far, in order, as history shows them. */
  readonly declared: Map<string, string | undefined>;
  readonly history: HistoryLine[] = [];
  readonly context: PlanContext;
  /** An absolute or relative `WORKDIR` was seen in this file. */
  workdirSeen: boolean;
  /** Lines of the last instruction of its kind, of which only one counts. */
  readonly once: Map<string, StageInstruction> = new Map();

  constructor(context: PlanContext, from: ContainerConfig | StageState) {
    this.context = context;
    if (from instanceof StageState) {
      this.config = structuredClone(from.config);
      this.author = from.author;
      this.env = new Map(from.env);
      this.declared = new Map(from.declared);
      this.workdirSeen = from.workdirSeen;
    } else {
      this.config = structuredClone(from);
      this.env = new Map((from.Env ?? []).map(splitVariable));
      this.declared = new Map();
      this.workdirSeen = false;
    }
    this.config.OnBuild = null;
    if (!this.env.has('PATH')) {
      const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
      this.env.set('PATH', path);
      this.config.Env = [...(this.config.Env ?? []), `PATH=${path}`];
    }
  }

  /** Expands a word of an instruction; variables that have no value are warned about. @throws DockerfileError */
  expand(instruction: StageInstruction, word: string, options: Partial<WordOptions> = {}): string {
    return this.expandAll(instruction, word, options).text;
  }

  expandAll(instruction: StageInstruction, word: string, options: Partial<WordOptions> = {}): Expansion {
    const escape = options.escape ?? this.context.escape;
    let expansion: Expansion;
    try {
      expansion = expandWord(word, this.env, { ...options, escape });
    } catch (error) {
      throw new DockerfileError(messageOf(error), instruction.lines, { cause: error });
    }
    for (const name of expansion.missing) this.#warnUndefined(instruction, name);
    return expansion;
  }

  setEnv(key: string, value: string): void {
    this.env.set(key, value);
    const list = [...(this.config.Env ?? [])];
    const at = list.findIndex((entry) => splitVariable(entry)[0] === key);
    if (at === -1) list.push(`${key}=${value}`);
    else list[at] = `${key}=${value}`;
    this.config.Env = list;
  }

  addHistory(createdBy: string, layer: boolean): void {
    this.history.push({ createdBy, layer });
  }

  warn(rule: RuleName, instruction: StageInstruction, message: string): void {
    const { lines, comments } = instruction;
    this.context.linter.warn(rule, { line: lines.start, comments }, message);
  }

  #warnUndefined(instruction: StageInstruction, name: string): void {
    if (this.declared.has(name)) return;
    const hint = nearest(name, this.env.keys());
    const suggestion = hint === undefined ? '' : ` (did you mean $${hint}?)`;
    this.warn('UndefinedVar', instruction, `Usage of undefined variable '$${name}'${suggestion}`);
  }
}

export function splitVariable(entry: string): [string, string] {
  const equals = entry.indexOf('=');
  return equals === -1 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
