/** The rules that need only the text of the Dockerfile; those about values are checked while the build is planned. */
import type { Dockerfile, StageText } from '../dockerfile/dockerfile.ts';
import type { From, Instruction } from '../dockerfile/instruction.ts';
import type { Linter } from './rules.ts';

export function checkFile(file: Dockerfile, linter: Linter): void {
  for (const line of file.emptyContinuations) {
    linter.warn('NoEmptyContinuation', { line }, 'Empty continuation line');
  }
  const instructions = [
    ...file.globalArgs,
    ...file.stages.flatMap((stage) => [stage.from, ...stage.instructions]),
  ];
  for (const instruction of instructions) checkInstruction(instruction, linter);
  checkStageNames(file.stages, linter);
  checkCasing(file.stages, linter);
}

function placeOf(instruction: Instruction): { line: number; comments: string[] } {
  return { line: instruction.lines.start, comments: instruction.comments };
}

function checkInstruction(instruction: Instruction, linter: Linter): void {
  switch (instruction.kind) {
    case 'maintainer':
      linter.warn(
        'MaintainerDeprecated',
        placeOf(instruction),
        'Maintainer instruction is deprecated in favor of using label',
      );
      return;
    case 'from':
      checkFrom(instruction, linter);
      return;
    case 'arg':
      checkDescription(
        instruction,
        'ARG',
        instruction.args.map((arg) => arg.key),
        linter,
      );
      return;
    default:
  }
}

function checkFrom(from: From, linter: Linter): void {
  const words = from.source.split(/\s+/).filter((word) => !word.startsWith('--'));
  const [keyword = '', , as = '', name = ''] = words;
  if (from.name === undefined) return;
  if (name !== name.toLowerCase()) {
    linter.warn('StageNameCasing', placeOf(from), `Stage name '${name}' should be lowercase`);
  }
  const isLower = keyword === keyword.toLowerCase();
  const consistent = isLower || keyword === keyword.toUpperCase();
  if (consistent && as !== (isLower ? as.toLowerCase() : as.toUpperCase())) {
    linter.warn('FromAsCasing', placeOf(from), `'${as}' and '${keyword}' keywords' casing do not match`);
  }
  checkDescription(from, 'FROM', [from.name], linter);
}

function checkDescription(instruction: Instruction, keyword: string, names: string[], linter: Linter): void {
  const [first] = instruction.comments.at(-1)?.split(' ') ?? [];
  if (first === undefined || names.includes(first)) return;
  const example = names.length > 1 ? '<arg_key>' : names[0];
  linter.warn(
    'InvalidDefinitionDescription',
    placeOf(instruction),
    `Comment for ${keyword} should follow the format: \`# ${example} <description>\``,
  );
}

function checkStageNames(stages: StageText[], linter: Linter): void {
  const seen = new Set<string>();
  for (const { from } of stages) {
    if (from.name === undefined) continue;
    if (from.name === 'context' || from.name === 'scratch') {
      linter.warn(
        'ReservedStageName',
        placeOf(from),
        `Stage name should not use the same name as reserved stage "${from.name}"`,
      );
    }
    if (seen.has(from.name)) {
      linter.warn(
        'DuplicateStageName',
        placeOf(from),
        `Duplicate stage name "${from.name}", stage names should be unique`,
      );
    }
    seen.add(from.name);
  }
}

/** All keywords in the case of most; words of mixed case belong to neither. */
function checkCasing(stages: StageText[], linter: Linter): void {
  const instructions = stages.flatMap((stage) => [stage.from, ...stage.instructions]);
  const lower = instructions.filter(({ keyword }) => keyword === keyword.toLowerCase()).length;
  const upper = instructions.filter(({ keyword }) => keyword === keyword.toUpperCase()).length;
  const casing = lower > upper ? 'lowercase' : 'uppercase';
  for (const instruction of instructions) {
    const { keyword } = instruction;
    const right = casing === 'lowercase' ? keyword.toLowerCase() : keyword.toUpperCase();
    if (keyword === right) continue;
    linter.warn(
      'ConsistentInstructionCasing',
      placeOf(instruction),
      `Command '${keyword}' should match the case of the command majority (${casing})`,
    );
  }
}
