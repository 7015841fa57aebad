import { none } from '../../args/arguments.ts';
import { type Command, defineCommand } from '../../command.ts';
import { announce } from '../../dry-run.ts';
import { withEngine } from '../../operation.ts';

export const command: Command = defineCommand({
  usage: '',
  details:
    'For `ssh HOST tutti system dial-stdio`: DOCKER_HOST=ssh://HOST reaches the engine of a host without docker.',
  flags: {},
  args: none,
  completes: 'nothing',
  async run(context) {
    const { pipeline } = await import('node:stream/promises');
    await withEngine(context, async (client) => {
      if (context.options.dryRun)
        return announce(context, `Connecting standard input and output to ${client.address}`);
      const connection = await client.connection();
      const { signal, stdin, stdout } = context;
      // Ends early, in whichever way, when the engine has closed the connection.
      const sending = pipeline(stdin, connection, { signal }).catch(() => undefined);
      for await (const bytes of connection) {
        stdout.write(bytes as Uint8Array);
        await stdout.drained();
      }
      connection.destroy();
      await sending;
    });
    return 0;
  },
});
