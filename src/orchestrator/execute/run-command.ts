import type { ServiceHook } from '../../compose-file/index.ts';
import type { ExecInspect } from '../../engine-api/index.ts';
import { environment } from '../spec/container.ts';
import { LineCutter, outputOf } from '../streams/attach-stream.ts';
import { startExec } from '../streams/start-exec.ts';
import type { Work } from './work.ts';

export interface CommandEnd {
  exitCode: number;
  /** The end of what it said: of its standard error, else of its standard output. */
  said: string;
}

export interface CommandLine {
  stream: 'stdout' | 'stderr';
  line: string;
}

/** Lines that are kept of each stream. */
const keptLines = 10;
/** Characters. */
const keptText = 2000;

/** Runs a command in a running container and waits for its end. */
export async function runCommand(
  { client, signal }: Pick<Work, 'client' | 'signal'>,
  containerId: string,
  hook: ServiceHook,
  onLine: (line: CommandLine) => void = () => undefined,
): Promise<CommandEnd> {
  const { id, output } = await startExec({ client, signal }, containerId, {
    Cmd: hook.command ?? [],
    User: hook.user ?? '',
    Privileged: hook.privileged ?? false,
    WorkingDir: hook.working_dir ?? '',
    Env: environment(hook.environment ?? {}),
  });
  const kept = { stdout: [] as string[], stderr: [] as string[] };
  const tell = (line: CommandLine): void => {
    onLine(line);
    kept[line.stream].push(line.line);
    if (kept[line.stream].length > keptLines) kept[line.stream].shift();
  };
  const cutter = new LineCutter();
  for await (const chunk of outputOf(output, false))
    for (const line of cutter.push(chunk)) tell({ stream: chunk.stream, line });
  for (const rest of cutter.end()) tell(rest);
  const { ExitCode } = await client.json<ExecInspect>({ method: 'GET', path: `/exec/${id}/json`, signal });
  const said = (kept.stderr.length > 0 ? kept.stderr : kept.stdout).join('\n').trim().slice(-keptText);
  return { exitCode: ExitCode ?? 0, said };
}
