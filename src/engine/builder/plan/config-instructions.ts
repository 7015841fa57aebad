/** The instructions that change only the image's configuration. Each leaves a line of history without a layer. */
import { constants } from 'node:os';
import type { HealthConfig } from '../../../engine-api/index.ts';
import { messageOf } from '../../../shared/index.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import { formatGoDuration } from '../dockerfile/go-duration.ts';
import type {
  Arg,
  Cmd,
  CommandLine,
  Entrypoint,
  Env,
  Expose,
  KeyValue,
  Label,
  StageInstruction,
} from '../dockerfile/instruction.ts';
import { parseExposedPort } from './expose-ports.ts';
import { goList, goQuotedList } from './go-format.ts';
import type { StageState } from './stage-state.ts';

/** @throws DockerfileError */
export function applyToConfig(
  state: StageState,
  instruction: Exclude<StageInstruction, { kind: 'run' | 'copy' | 'add' | 'workdir' }>,
): void {
  switch (instruction.kind) {
    case 'env':
      return applyEnv(state, instruction);
    case 'label':
      return applyLabel(state, instruction);
    case 'arg':
      return applyArg(state, instruction);
    case 'cmd':
      return applyCmd(state, instruction);
    case 'entrypoint':
      return applyEntrypoint(state, instruction);
    case 'healthcheck':
      warnRepeated(state, instruction);
      state.config.Healthcheck = instruction.health;
      return state.addHistory(`HEALTHCHECK ${formatHealth(instruction.health)}`, false);
    case 'expose':
      return applyExpose(state, instruction);
    case 'volume': {
      const paths = instruction.paths.map((path) => state.expand(instruction, path));
      if (paths.includes('')) {
        throw new DockerfileError('VOLUME specified can not be an empty string', instruction.lines);
      }
      state.config.Volumes = { ...state.config.Volumes };
      for (const path of paths) state.config.Volumes[path] = {};
      return state.addHistory(`VOLUME ${goList(paths)}`, false);
    }
    case 'shell':
      state.config.Shell = instruction.words;
      return state.addHistory(`SHELL ${goList(instruction.words)}`, false);
    case 'onbuild':
      state.config.OnBuild = [...(state.config.OnBuild ?? []), instruction.trigger];
      return undefined;
    case 'user':
      state.config.User = state.expand(instruction, instruction.value);
      return state.addHistory(`USER ${state.config.User}`, false);
    case 'stopsignal':
      return applyStopSignal(state, instruction);
    case 'maintainer':
      state.author = instruction.value;
      return state.addHistory(`MAINTAINER ${instruction.value}`, false);
  }
}

/** `CMD` and `ENTRYPOINT` in the shell form run in the image's shell. */
export function withShell(state: StageState, words: string[]): string[] {
  const shell = state.config.Shell?.length ? state.config.Shell : ['/bin/sh', '-c'];
  return [...shell, words.join(' ')];
}

function applyEnv(state: StageState, instruction: Env): void {
  const pairs = instruction.pairs.map((pair) => expandPair(state, instruction, pair));
  for (const pair of pairs) {
    warnLegacy(state, instruction, pair);
    warnSecret(state, instruction, pair.key);
    state.setEnv(pair.key, pair.value);
  }
  state.addHistory(`ENV ${pairs.map(formatPair).join(' ')}`, false);
}

function applyLabel(state: StageState, instruction: Label): void {
  const pairs = instruction.pairs.map((pair) => expandPair(state, instruction, pair));
  const labels = { ...state.config.Labels };
  for (const pair of pairs) {
    warnLegacy(state, instruction, pair);
    labels[pair.key] = pair.value;
  }
  state.config.Labels = labels;
  state.addHistory(`LABEL ${pairs.map(formatPair).join(' ')}`, false);
}

/** All pairs of one instruction see the variables as they were before it. */
function expandPair(state: StageState, instruction: Env | Label, pair: KeyValue): KeyValue {
  return {
    key: state.expand(instruction, pair.key),
    value: state.expand(instruction, pair.value),
    legacy: pair.legacy,
  };
}

function formatPair(pair: KeyValue): string {
  return `${pair.key}=${pair.value}`;
}

function warnLegacy(state: StageState, instruction: Env | Label, pair: KeyValue): void {
  if (!pair.legacy) return;
  const { keyword } = instruction;
  state.warn(
    'LegacyKeyValueFormat',
    instruction,
    `"${keyword} key=value" should be used instead of legacy "${keyword} key value" format`,
  );
}

const secretName =
  /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const harmlessName = /(?:_|^)(?:public|file|version)(?:_|$)/i;

function warnSecret(state: StageState, instruction: Env | Arg, key: string): void {
  if (!secretName.test(key) || harmlessName.test(key)) return;
  const keyword = instruction.kind === 'env' ? 'ENV' : 'ARG';
  state.warn(
    'SecretsUsedInArgOrEnv',
    instruction,
    `Do not use ARG or ENV instructions for sensitive data (${keyword} ${JSON.stringify(key)})`,
  );
}

function applyArg(state: StageState, instruction: Arg): void {
  const shown: string[] = [];
  for (const { key, value } of instruction.args) {
    warnSecret(state, instruction, key);
    const given = state.context.given.get(key);
    const standard = value === undefined ? state.context.globalArgs.get(key) : undefined;
    const own = value === undefined || given !== undefined ? undefined : state.expand(instruction, value);
    const chosen = given ?? own ?? standard;
    if (chosen !== undefined) state.env.set(key, chosen);
    state.declared.set(key, chosen);
    shown.push(chosen === undefined ? key : `${key}=${chosen}`);
  }
  state.addHistory(`ARG ${shown.join(' ')}`, false);
}

function commandWords(state: StageState, instruction: Cmd | Entrypoint, command: CommandLine): string[] {
  warnRepeated(state, instruction);
  if (command.form === 'exec') return command.words;
  if (!state.config.Shell?.length) {
    state.warn(
      'JSONArgsRecommended',
      instruction,
      `JSON arguments recommended for ${instruction.keyword} to prevent unintended behavior related to OS signals`,
    );
  }
  return withShell(state, command.words);
}

function applyCmd(state: StageState, instruction: Cmd): void {
  const words = commandWords(state, instruction, instruction.command);
  state.config.Cmd = words;
  state.config.ArgsEscaped = true;
  state.addHistory(`CMD ${goQuotedList(words)}`, false);
}

function applyEntrypoint(state: StageState, instruction: Entrypoint): void {
  const words = commandWords(state, instruction, instruction.command);
  state.config.Entrypoint = words.length > 0 ? words : null;
  // An inherited command belonged to the inherited entry point.
  if (!state.once.has('cmd')) state.config.Cmd = null;
  state.addHistory(`ENTRYPOINT ${goQuotedList(words)}`, false);
}

function warnRepeated(state: StageState, instruction: StageInstruction): void {
  const before = state.once.get(instruction.kind);
  if (before) {
    state.warn(
      'MultipleInstructionsDisallowed',
      before,
      `Multiple ${instruction.keyword} instructions should not be used in the same stage because only the last one will be used`,
    );
  }
  state.once.set(instruction.kind, instruction);
}

function formatHealth(health: HealthConfig): string {
  const durations = (['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const).map(
    (field) => `${field}:${formatGoDuration(health[field] ?? 0)}`,
  );
  return `{Test:${goList(health.Test ?? [])} ${durations.join(' ')} Retries:${health.Retries ?? 0}}`;
}

function applyExpose(state: StageState, instruction: Expose): void {
  const words = instruction.ports.flatMap((port) => state.expandAll(instruction, port).words);
  const exposed = words.flatMap((word) => {
    try {
      const port = parseExposedPort(word);
      warnPort(state, instruction, word, port);
      return port.ports;
    } catch (error) {
      throw new DockerfileError(messageOf(error), instruction.lines, { cause: error });
    }
  });
  state.config.ExposedPorts = { ...state.config.ExposedPorts };
  for (const port of exposed) state.config.ExposedPorts[port] = {};
  state.addHistory(`EXPOSE ${goList(exposed)}`, false);
}

function warnPort(
  state: StageState,
  instruction: Expose,
  word: string,
  port: { hasCasing: boolean; hasHostPart: boolean },
): void {
  if (port.hasCasing) {
    state.warn(
      'ExposeProtoCasing',
      instruction,
      `Defined protocol '${word}' in EXPOSE instruction should be lowercase`,
    );
  }
  if (port.hasHostPart) {
    state.warn(
      'ExposeInvalidFormat',
      instruction,
      `EXPOSE instruction should not define an IP address or host-port mapping, found '${word}'`,
    );
  }
}

function applyStopSignal(state: StageState, instruction: StageInstruction & { value: string }): void {
  const signal = state.expand(instruction, instruction.value);
  const name = signal.toUpperCase().replace(/^SIG/, '');
  const isNumber = /^\d+$/.test(signal) && Number(signal) > 0;
  const isRealTime = /^RT(?:MIN(?:\+\d+)?|MAX(?:-\d+)?)$/.test(name);
  if (!isNumber && !isRealTime && !Object.hasOwn(constants.signals, `SIG${name}`)) {
    throw new DockerfileError(`invalid signal: ${signal}`, instruction.lines);
  }
  state.config.StopSignal = signal;
  state.addHistory(`STOPSIGNAL ${signal}`, false);
}
