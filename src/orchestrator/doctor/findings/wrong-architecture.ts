import { type Check, containerCheck, type Diagnosis, lastLines } from '../finding.ts';
import type { ObservedContainer, Snapshot } from '../snapshot.ts';

const cannotRun = /exec format error/i;

/** Programs for another processor. Those that run all the same, because an emulator is set up, are left alone. */
export const wrongArchitecture: Check = containerCheck('wrong-architecture', diagnose);

function diagnose(container: ObservedContainer, { architecture }: Snapshot): Diagnosis[] {
  const { State } = container.inspect;
  const of = container.image?.Architecture ?? '';
  const differs = of !== '' && architecture !== '' && of !== architecture;
  const isDown = !State.Running || State.Restarting;
  const evidence = [
    ...(cannotRun.test(State.Error) ? [State.Error] : []),
    ...lastLines(container.log, cannotRun),
  ];
  if (differs && isDown && (evidence.length > 0 || State.ExitCode !== 0)) {
    return [
      {
        message: `its image is for ${of}, this machine is ${architecture}`,
        evidence,
        hint: `Use an image for linux/${architecture} (\`platform:\`, or build it here), or set up an emulator (binfmt).`,
      },
    ];
  }
  if (evidence.length === 0 || !isDown) return [];
  return [
    {
      message: `its program cannot run here: it is for another processor than ${architecture}, or a script without \`#!\``,
      evidence,
      hint: 'Look at what the image starts (`entrypoint`, `command`): `file PROGRAM` says what it is for.',
    },
  ];
}
