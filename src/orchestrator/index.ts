/**
 * orchestrator: brings an engine to the state that a Compose project describes: observe → plan → execute. Knows engines
 * only through engine-client, prints nothing. Entries: the functions of `Orchestrator` in contract.ts.
 */

export { type TarEntry, tarEntries } from './archive/read-tar.ts';
export { tarHeader } from './archive/tar.ts';
export { buildHistory } from './builds/build-history.ts';
export type * from './contract.ts';
export { HealthAttendance } from './execute/health-attendance.ts';
export { imageDigest } from './observe/image-digest.ts';
export { convert, createTransformer, listTransformers } from './operations/bridge.ts';
export { build, printableBakeFile } from './operations/build.ts';
export { commit, exportContainer } from './operations/commit.ts';
export { copy } from './operations/copy.ts';
export { doctor } from './operations/doctor.ts';
export { down } from './operations/down.ts';
export { events } from './operations/events.ts';
export { attach, exec, locate } from './operations/exec.ts';
export { generate } from './operations/generate.ts';
export { images } from './operations/images.ts';
export { kill } from './operations/kill.ts';
export { listProjects } from './operations/list-projects.ts';
export { logs } from './operations/logs.ts';
export { pause, unpause } from './operations/pause.ts';
export { planDown } from './operations/plan-down.ts';
export { planLifecycle } from './operations/plan-lifecycle.ts';
export { port } from './operations/port.ts';
export { ps } from './operations/ps.ts';
export { publish } from './operations/publish.ts';
export { pull, push } from './operations/pull.ts';
export { remove } from './operations/remove.ts';
export { restart } from './operations/restart.ts';
export { run } from './operations/run.ts';
export { start } from './operations/start.ts';
export { stats } from './operations/stats.ts';
export { stop } from './operations/stop.ts';
export { top } from './operations/top.ts';
export { create, plan, scale, up } from './operations/up.ts';
export { volumes } from './operations/volumes.ts';
export { wait } from './operations/wait.ts';
export { watch } from './operations/watch.ts';
export { outputOfProcess } from './streams/process-output.ts';
