import { binarySize, type Check, containerCheck } from '../finding.ts';

/** The kernel killed a process because its container reached its limit of memory. */
export const outOfMemory: Check = containerCheck('out-of-memory', ({ inspect, memoryRanOut }) => {
  const { State, HostConfig } = inspect;
  if (!State.OOMKilled && !memoryRanOut) return [];
  const limit = HostConfig.Memory ? `its limit of ${binarySize(HostConfig.Memory)}` : "the machine's memory";
  const ended = State.Running ? 'one of its processes was killed' : `it was killed (exit ${State.ExitCode})`;
  return [
    {
      message: `used up ${limit}: ${ended}`,
      evidence: [],
      hint: HostConfig.Memory
        ? 'Give it more (`mem_limit` or `deploy.resources.limits.memory`), or make it use less.'
        : 'Give services limits (`mem_limit`), or the machine more memory.',
    },
  ];
});
