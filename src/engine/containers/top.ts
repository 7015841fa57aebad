import type { ContainerTop } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { ProcessError, run } from '../host/index.ts';
import type { Container } from './container.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';

/** The container's processes as `ps` shows them with these arguments. */
export async function containerTop(room: Room, container: Container, psArgs: string): Promise<ContainerTop> {
  if (!isRunning(container.state))
    throw new EngineError('conflict', `container ${container.id} is not running`);
  const args = (psArgs || '-ef').split(/\s+/).filter(Boolean);
  const own = new Set(room.cgroups.processes(container.cgroup).map(String));
  return selectRows(await listProcesses(args), own);
}

async function listProcesses(args: string[]): Promise<string> {
  try {
    return (await run('ps', args, { timeout: 10_000 })).stdout;
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const reason =
      error.reason === 'not-found' ? 'install procps (apt-get install procps)' : error.stderr.trim();
    throw new EngineError('system', `Error running ps: ${reason}`, { cause: error });
  }
}

function selectRows(text: string, own: Set<string>): ContainerTop {
  const [head = '', ...rows] = text.split('\n').filter(Boolean);
  const Titles = head.trim().split(/\s+/);
  const pidColumn = Titles.indexOf('PID');
  if (pidColumn < 0) throw new EngineError('system', "Couldn't find PID field in ps output");
  const Processes = rows
    .map((row) => splitRow(row, Titles.length))
    .filter((fields) => own.has(fields[pidColumn] ?? ''));
  return { Titles, Processes };
}

/** The last column may hold spaces. */
function splitRow(row: string, columns: number): string[] {
  const fields = row.trim().split(/\s+/);
  return [...fields.slice(0, columns - 1), fields.slice(columns - 1).join(' ')];
}
