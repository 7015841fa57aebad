import { messageOf } from '../../../shared/index.ts';
import { DockerfileError } from './dockerfile-error.ts';
import type { Arg, From, Instruction, StageInstruction } from './instruction.ts';
import { divideLines, type LogicalLine } from './logical-lines.ts';
import { parseInstruction } from './parse-instruction.ts';
import { WordError } from './shell-words.ts';

export interface StageText {
  from: From;
  instructions: StageInstruction[];
}

export interface Dockerfile {
  /** `ARG` before the first `FROM`. */
  globalArgs: Arg[];
  stages: StageText[];
  escape: string;
  /** The value of `# check=`. */
  check: string;
  /** Lines at which an instruction with an empty line in it ends. */
  emptyContinuations: number[];
}

/** Reads a whole Dockerfile. @throws DockerfileError with the frontend's sentence and the lines. */
export function parseDockerfile(text: string): Dockerfile {
  if (text === '') throw new DockerfileError('the Dockerfile cannot be empty');
  const { lines, directives } = divideLines(text);
  const file: Dockerfile = {
    globalArgs: [],
    stages: [],
    escape: directives.escape,
    check: directives.check ?? '',
    emptyContinuations: lines.flatMap((line) => line.emptyContinuation ?? []),
  };
  for (const line of lines) addInstruction(file, parseLine(line, directives.escape));
  if (file.stages.length === 0) throw new DockerfileError('dockerfile contains no stages to build');
  return file;
}

/** The instruction in an `ONBUILD` trigger; it stands at the lines of the `FROM` that caused it. @throws DockerfileError */
export function parseTrigger(trigger: string, from: From): StageInstruction {
  const fail = (message: string): DockerfileError => new DockerfileError(message, from.lines);
  let parsed: Instruction[];
  try {
    const { lines, directives } = divideLines(trigger);
    parsed = lines.map((line) => parseInstruction({ ...line, lines: from.lines }, directives.escape));
  } catch (error) {
    throw fail(messageOf(error));
  }
  const [instruction, ...others] = parsed;
  if (!instruction || others.length > 0) throw fail('onbuild trigger should be a single expression');
  if (instruction.kind === 'from') throw fail("FROM isn't allowed as an ONBUILD trigger");
  return instruction;
}

function parseLine(line: LogicalLine, escape: string): Instruction {
  try {
    return parseInstruction(line, escape);
  } catch (error) {
    const place = error instanceof WordError ? '' : `dockerfile parse error on line ${line.lines.start}: `;
    const message = place + messageOf(error);
    throw new DockerfileError(message, line.lines, { cause: error });
  }
}

function addInstruction(file: Dockerfile, instruction: Instruction): void {
  if (instruction.kind === 'from') {
    file.stages.push({ from: instruction, instructions: [] });
    return;
  }
  const stage = file.stages.at(-1);
  if (stage) stage.instructions.push(instruction);
  else if (instruction.kind === 'arg') file.globalArgs.push(instruction);
  else throw new DockerfileError('no build stage in current context', instruction.lines);
}
