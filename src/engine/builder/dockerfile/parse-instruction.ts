/** One logical line → one instruction. Errors are plain here; the caller adds the position. */
import { readFlags } from './flags.ts';
import { heredocText, parseHeredocWord } from './heredoc.ts';
import type { Arg, CommandLine, Copy, From, Instruction, KeyValue, Onbuild, Run } from './instruction.ts';
import { keywords } from './instruction.ts';
import type { LogicalLine } from './logical-lines.ts';
import { checkMountSyntax } from './mount-option.ts';
import { parseHealthcheck } from './parse-healthcheck.ts';
import { WordError } from './shell-words.ts';
import { nearest } from './suggestion.ts';
import { parseJsonForm, splitInstruction, splitOnce, splitPlain, splitQuoted } from './words.ts';

interface Request {
  line: LogicalLine;
  /** In upper case. */
  name: string;
  flags: string[];
  rest: string;
  escape: string;
}

/** @throws Error with the frontend's sentence. */
export function parseInstruction(line: LogicalLine, escape: string): Instruction {
  const { keyword, flags, rest } = splitInstruction(line.text, escape);
  const request: Request = { line, name: keyword.toUpperCase(), flags, rest, escape };
  const written = { keyword, source: line.text.trim(), lines: line.lines, comments: line.comments };
  return { ...written, ...parseArguments(request) };
}

type Parsed<T> = T extends Instruction ? Omit<T, 'keyword' | 'source' | 'lines' | 'comments'> : never;

function parseArguments(request: Request): Parsed<Instruction> {
  const { name, flags, rest } = request;
  switch (name) {
    case 'FROM':
      return parseFrom(request);
    case 'RUN':
      return parseRun(request);
    case 'COPY':
      return parseCopy(request);
    case 'ADD':
      return parseAdd(request);
    case 'ARG':
      return parseArg(request);
    case 'ENV':
      return { kind: 'env', pairs: parsePairs(request) };
    case 'LABEL':
      return { kind: 'label', pairs: parsePairs(request) };
    case 'CMD':
      return { kind: 'cmd', command: parseCommandLine(request) };
    case 'ENTRYPOINT':
      return { kind: 'entrypoint', command: parseCommandLine(request) };
    case 'HEALTHCHECK':
      return { kind: 'healthcheck', health: parseHealthcheck(flags, rest) };
    case 'SHELL':
      return { kind: 'shell', words: parseShell(request) };
    case 'EXPOSE':
      return { kind: 'expose', ports: parseList(request, splitPlain(rest)).sort() };
    case 'VOLUME':
      return { kind: 'volume', paths: parseVolume(request) };
    case 'ONBUILD':
      return parseOnbuild(request);
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return parseSimple(request, name);
    default:
      throw unknownInstruction(splitInstruction(request.line.text, request.escape).keyword);
  }
}

function unknownInstruction(keyword: string): Error {
  const match = nearest(keyword.toUpperCase(), keywords);
  const shown = keyword === keyword.toLowerCase() ? match?.toLowerCase() : match;
  return new Error(
    `unknown instruction: ${keyword}${shown === undefined ? '' : ` (did you mean ${shown}?)`}`,
  );
}

function parseSimple(
  request: Request,
  name: 'WORKDIR' | 'USER' | 'STOPSIGNAL' | 'MAINTAINER',
): Parsed<Instruction> {
  if (request.rest === '') throw new Error(`${name} requires exactly one argument`);
  readFlags(request.flags, {});
  const kinds = {
    WORKDIR: 'workdir',
    USER: 'user',
    STOPSIGNAL: 'stopsignal',
    MAINTAINER: 'maintainer',
  } as const;
  return { kind: kinds[name], value: request.rest };
}

function parseFrom({ flags, rest }: Request): Parsed<From> {
  const words = splitPlain(rest);
  const [base = '', as, name] = words;
  const named = words.length === 3 && as?.toLowerCase() === 'as';
  if (!named && words.length !== 1) throw new Error('FROM requires either one or three arguments');
  if (named && !/^[a-z][a-z0-9-_.]*$/.test(name?.toLowerCase() ?? '')) {
    throw new Error(
      `invalid name for build stage: ${JSON.stringify(name)}, name can't start with a number or contain symbols`,
    );
  }
  const { platform } = readFlags(flags, { platform: 'text' });
  return {
    kind: 'from',
    base,
    ...(named && name !== undefined ? { name: name.toLowerCase() } : {}),
    ...(platform ? { platform } : {}),
  };
}

function parseCommandLine({ flags, rest }: Request): CommandLine {
  readFlags(flags, {});
  return commandLine(rest);
}

function commandLine(rest: string): CommandLine {
  const words = parseJsonForm(rest);
  return words ? { form: 'exec', words } : { form: 'shell', words: rest === '' ? [] : [rest] };
}

function parseRun({ line, flags, rest }: Request): Parsed<Run> {
  const options = readFlags(flags, { mount: 'texts', network: 'text', security: 'text', device: 'texts' });
  if (options.device) throw new Error('devices are not supported by this engine');
  const network = oneOf('network', options.network, ['default', 'none', 'host'] as const);
  const security = oneOf('security', options.security, ['sandbox', 'insecure'] as const);
  for (const mount of options.mount ?? []) checkMountSyntax(mount);
  return {
    kind: 'run',
    command: commandLine(rest),
    heredocs: line.heredocs,
    mounts: options.mount ?? [],
    ...(network ? { network } : {}),
    ...(security ? { security } : {}),
  };
}

function oneOf<T extends string>(
  flag: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const match = allowed.find((option) => option === value);
  if (match === undefined) throw new Error(`invalid ${flag} mode ${JSON.stringify(value)}`);
  return match;
}

function copyArguments(request: Request): Pick<Copy, 'sources' | 'documents' | 'destination'> {
  const { name, rest, line } = request;
  const words = parseJsonForm(rest) ?? splitPlain(rest);
  if (words.length < 2) {
    throw new Error(
      `${name} requires at least two arguments, but only one was provided. Destination could not be determined`,
    );
  }
  const destination = words.pop() ?? '';
  if (parseHeredocWord(destination)) throw new Error(`${name} cannot accept a heredoc as a destination`);
  const sources: string[] = [];
  const documents: Copy['documents'] = [];
  for (const word of words) {
    const heredoc = parseHeredocWord(word);
    if (!heredoc) {
      sources.push(word);
      continue;
    }
    const content = line.heredocs.findLast((document) => document.name === heredoc.name)?.content ?? '';
    documents.push({
      name: heredoc.name,
      text: heredocText({ ...heredoc, content }),
      expand: heredoc.expand,
    });
  }
  return { sources, documents, destination };
}

const copyFlags = { chown: 'text', chmod: 'text', link: 'switch', exclude: 'texts' } as const;

function parseCopy(request: Request): Parsed<Copy> {
  const flags = readFlags(request.flags, { ...copyFlags, from: 'text', parents: 'switch' });
  return {
    kind: 'copy',
    ...copyArguments(request),
    ...commonCopyFlags(flags),
    parents: flags.parents ?? false,
    ...(flags.from ? { from: flags.from } : {}),
  };
}

function parseAdd(request: Request): Parsed<Copy> {
  const flags = readFlags(request.flags, {
    ...copyFlags,
    'keep-git-dir': 'switch',
    checksum: 'text',
    unpack: 'switch',
  });
  return {
    kind: 'add',
    ...copyArguments(request),
    ...commonCopyFlags(flags),
    parents: false,
    ...(flags.checksum ? { checksum: flags.checksum } : {}),
    ...(flags['keep-git-dir'] === undefined ? {} : { keepGitDir: flags['keep-git-dir'] }),
    ...(flags.unpack === undefined ? {} : { unpack: flags.unpack }),
  };
}

function commonCopyFlags(flags: {
  chown?: string;
  chmod?: string;
  link?: boolean;
  exclude?: string[];
}): Pick<Copy, 'chown' | 'chmod' | 'link' | 'exclude'> {
  return {
    link: flags.link ?? false,
    exclude: flags.exclude ?? [],
    ...(flags.chown ? { chown: flags.chown } : {}),
    ...(flags.chmod ? { chmod: flags.chmod } : {}),
  };
}

function parseArg({ flags, rest, escape }: Request): Parsed<Arg> {
  readFlags(flags, {});
  const words = splitQuoted(rest, escape);
  if (words.length === 0) throw new Error('ARG requires at least one argument');
  const args = words.map((word) => {
    const equals = word.indexOf('=');
    if (equals === 0) throw new Error('ARG names can not be blank');
    return equals === -1 ? { key: word } : { key: word.slice(0, equals), value: word.slice(equals + 1) };
  });
  return { kind: 'arg', args };
}

function parsePairs({ name, flags, rest, escape }: Request): KeyValue[] {
  readFlags(flags, {});
  const words = splitQuoted(rest, escape);
  const [first] = words;
  if (first === undefined) throw new Error(`${name} requires at least one argument`);
  if (!first.includes('=')) {
    const [key, value] = splitOnce(rest);
    if (value === undefined) throw new WordError(`${name} must have two arguments`);
    return [{ key, value, legacy: true }];
  }
  return words.map((word) => {
    const equals = word.indexOf('=');
    if (equals === -1) {
      throw new WordError(
        `Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`,
      );
    }
    if (equals === 0) throw new Error(`${name} names can not be blank`);
    return { key: word.slice(0, equals), value: word.slice(equals + 1), legacy: false };
  });
}

function parseShell({ flags, rest }: Request): string[] {
  readFlags(flags, {});
  const words = parseJsonForm(rest);
  if (rest === '' || words?.length === 0) throw new Error('SHELL requires at least one argument');
  if (words) return words;
  throw new Error('SHELL requires the arguments to be in JSON form');
}

function parseList({ name, flags }: Request, words: string[]): string[] {
  if (words.length === 0) throw new Error(`${name} requires at least one argument`);
  readFlags(flags, {});
  return words;
}

function parseVolume(request: Request): string[] {
  const words = parseList(request, parseJsonForm(request.rest) ?? splitPlain(request.rest));
  if (words.some((word) => word.trim() === ''))
    throw new Error('VOLUME specified can not be an empty string');
  return words.map((word) => word.trim());
}

function parseOnbuild({ flags, rest, line, escape }: Request): Parsed<Onbuild> {
  if (rest === '') throw new Error('ONBUILD requires at least one argument');
  readFlags(flags, {});
  const trigger = splitInstruction(rest, escape).keyword.toUpperCase();
  if (trigger === 'ONBUILD') throw new Error("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === 'MAINTAINER' || trigger === 'FROM') {
    throw new Error(`${trigger} isn't allowed as an ONBUILD trigger`);
  }
  const documents = line.heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`);
  return { kind: 'onbuild', trigger: line.text.trim().replace(/^ONBUILD\s*/i, '') + documents.join('') };
}
