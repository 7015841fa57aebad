import * as z from 'zod/mini';
import type { ExecCreateRequest } from '../../../engine-api/index.ts';
import { fields } from './body.ts';
import { size, strings, text, truth } from './values.ts';

export const execCreate: z.ZodMiniType<ExecCreateRequest> = z.object({
  // Docker's own sentence for an empty command comes from the room that runs it.
  Cmd: z._default(strings, []),
  ...fields({
    AttachStdin: truth,
    AttachStdout: truth,
    AttachStderr: truth,
    ConsoleSize: size,
    DetachKeys: text,
    Tty: truth,
    Env: strings,
    Privileged: truth,
    User: text,
    WorkingDir: text,
  }).shape,
});

export const execStart: z.ZodMiniType<{ Detach?: boolean; Tty?: boolean; ConsoleSize?: [number, number] }> =
  fields({ Detach: truth, Tty: truth, ConsoleSize: size });
