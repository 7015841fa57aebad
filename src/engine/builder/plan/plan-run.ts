import { posix } from 'node:path';
import { messageOf } from '../../../shared/index.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import { heredocText, parseHeredocWord } from '../dockerfile/heredoc.ts';
import type { Run } from '../dockerfile/instruction.ts';
import { parseMount } from '../dockerfile/mount-option.ts';
import { withShell } from './config-instructions.ts';
import type { FileSource, PlannedMount, RunStep } from './plan.ts';
import type { StageState } from './stage-state.ts';

/** Plans `RUN`, and writes its line of history. @throws DockerfileError */
export function planRun(
  state: StageState,
  instruction: Run,
  sources: (FileSource | undefined)[],
): Omit<RunStep, 'name' | 'lines' | 'ignoreCache'> {
  if (instruction.command.words.length === 0 && instruction.command.form === 'shell') {
    throw new DockerfileError('RUN requires at least one argument', instruction.lines);
  }
  const { args, script } = commandOf(state, instruction);
  const mounts = instruction.mounts.map((text, index) => planMount(state, instruction, text, sources[index]));
  state.addHistory(`RUN ${historyOf(state, args)} # buildkit`, true);
  return {
    kind: 'run',
    args,
    env: [...state.env].map(([key, value]) => `${key}=${value}`),
    hiddenEnv: state.context.hiddenEnv,
    cwd: state.config.WorkingDir || '/',
    user: state.config.User ?? '',
    mounts,
    network: instruction.network ?? 'default',
    insecure: instruction.security === 'insecure',
    ...(script ? { script } : {}),
  };
}

function commandOf(state: StageState, instruction: Run): Pick<RunStep, 'args' | 'script'> {
  const { command, heredocs } = instruction;
  if (command.form === 'exec') return { args: command.words };
  const text = command.words.join(' ');
  const [first] = heredocs;
  if (!first) return { args: withShell(state, [text]) };
  if (!parseHeredocWord(text)) {
    const documents = heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`);
    return { args: withShell(state, [text + documents.join('')]) };
  }
  const script = heredocText(first);
  if (!script.startsWith('#!')) return { args: withShell(state, [script]) };
  return {
    args: withShell(state, [posix.join('/dev/pipes', first.name)]),
    script: { name: posix.basename(first.name), text: script },
  };
}

/** With the arguments that were declared, as `|1 VERSION=3 /bin/sh -c make`. */
function historyOf(state: StageState, args: string[]): string {
  const declared = [...state.declared].map(([key, value]) => `${key}=${state.env.get(key) ?? value ?? ''}`);
  return [...(declared.length > 0 ? [`|${declared.length}`, ...declared] : []), ...args].join(' ');
}

function planMount(
  state: StageState,
  instruction: Run,
  text: string,
  source: FileSource | undefined,
): PlannedMount {
  try {
    const mount = parseMount(text, (word) => state.expand(instruction, word));
    const target = targetOf(mount, state.config.WorkingDir || '/');
    const needsFiles = mount.type === 'bind' || (mount.type === 'cache' && mount.from !== undefined);
    const files = needsFiles ? (source ?? ({ kind: 'context' } as const)) : undefined;
    return { ...mount, target, ...(files ? { files } : {}) };
  } catch (error) {
    if (error instanceof DockerfileError) throw error;
    throw new DockerfileError(messageOf(error), instruction.lines, { cause: error });
  }
}

function targetOf(mount: ReturnType<typeof parseMount>, workingDir: string): string {
  if (mount.type === 'ssh') return mount.target ?? '';
  if (mount.type === 'secret') {
    const id = mount.source ?? mount.id ?? posix.basename(mount.target ?? '');
    if (mount.env !== undefined && mount.target === undefined) return '';
    return posix.resolve('/', workingDir, mount.target ?? `/run/secrets/${posix.basename(id)}`);
  }
  const target = posix.resolve('/', workingDir, mount.target ?? '');
  if (mount.target === undefined || target === '/') {
    throw new Error(`invalid mount target ${JSON.stringify(mount.target === undefined ? '/' : target)}`);
  }
  return target;
}
