/**
 * A process in some network namespace that listens, connects and resolves on demand: one JSON command a line on standard input, one
 * JSON answer a line on standard output, in any order. Started by `network-probes.ts`.
 */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { parseAddress } from '../../src/engine/networks/address.ts';
import {
  type AnswerRecord,
  addressRecord,
  encodeAnswer,
  parseQuery,
  recordType,
  responseCode,
} from '../../src/engine/networks/dns/message.ts';
import { frame, MessageReader } from '../../src/engine/networks/dns/upstream.ts';

export type ProbeCommand =
  | { do: 'listen'; protocol: 'tcp' | 'udp'; host: string; port: number; text: string }
  | { do: 'fetch'; protocol: 'tcp' | 'udp'; host: string; port: number; timeout: number }
  | { do: 'serve-names'; address: string }
  | { do: 'resolve'; name: string; type: 'A' | 'AAAA' | 'PTR' };

/** What a server answers: its own text and who it believes to talk to. */
export interface ProbeAnswer {
  text: string;
  peer: string;
}

function listen(command: Extract<ProbeCommand, { do: 'listen' }>): Promise<void> {
  const { protocol, host, port, text } = command;
  const answer = (peer: string): string => JSON.stringify({ text, peer } satisfies ProbeAnswer);
  return new Promise((resolve, reject) => {
    if (protocol === 'tcp') {
      const server = createServer((socket) => socket.end(answer(socket.remoteAddress ?? '')));
      server.on('error', reject).listen({ host, port }, resolve);
      return;
    }
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (_, sender) => socket.send(answer(sender.address), sender.port, sender.address));
    socket.on('error', reject).bind({ address: host, port }, resolve);
  });
}

function fetchText(command: Extract<ProbeCommand, { do: 'fetch' }>): Promise<string> {
  const { protocol, host, port, timeout } = command;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timeout')), timeout);
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    if (protocol === 'tcp') {
      let text = '';
      const socket = connect({ host, port });
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('error', (error) => done(() => reject(error)));
      socket.on('end', () => done(() => resolve(text)));
      return;
    }
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (message) => done(() => resolve(String(message))));
    socket.on('error', (error) => done(() => reject(error)));
    socket.send('?', port, host);
  });
}

/** A name server for tests: every name has the address; those that begin with `big` have it so often that only TCP can say so. */
function serveNames(address: string): Promise<void> {
  const answer = (message: Buffer, limit: number): Buffer => {
    const parsed = parseQuery(message);
    const found = parseAddress(address);
    if (parsed.kind !== 'query' || !found) throw new Error('not a question');
    const { query } = parsed;
    const count = query.name.startsWith('big') ? 100 : 1;
    const records = query.type === recordType.A ? Array(count).fill(addressRecord(found, 60)) : [];
    return encodeAnswer(query, responseCode.ok, records as AnswerRecord[], limit);
  };
  const udp = createSocket('udp4');
  udp.on('message', (message, sender) => udp.send(answer(message, 512), sender.port, sender.address));
  const tcp = createServer((socket) => {
    const reader = new MessageReader((message) => socket.write(frame(answer(message, 65_535))));
    socket.on('data', (chunk) => reader.push(chunk));
  });
  return new Promise((resolve, reject) => {
    tcp.on('error', reject).listen({ host: '0.0.0.0', port: 53 }, () => {
      udp.on('error', reject).bind({ address: '0.0.0.0', port: 53 }, resolve);
    });
  });
}

async function resolveName(command: Extract<ProbeCommand, { do: 'resolve' }>): Promise<string[]> {
  const resolver = new Resolver({ timeout: 4500, tries: 1 });
  resolver.setServers(['127.0.0.11']);
  if (command.type === 'A') return resolver.resolve4(command.name);
  if (command.type === 'AAAA') return resolver.resolve6(command.name);
  return resolver.reverse(command.name);
}

async function obey(command: ProbeCommand): Promise<unknown> {
  switch (command.do) {
    case 'listen':
      await listen(command);
      return null;
    case 'serve-names':
      await serveNames(command.address);
      return null;
    case 'fetch':
      return JSON.parse(await fetchText(command)) as ProbeAnswer;
    case 'resolve':
      return resolveName(command);
    default:
      throw new Error(`unknown command: ${JSON.stringify(command satisfies never)}`);
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, command } = JSON.parse(line) as { id: number; command: ProbeCommand };
  const say = (answer: object): void => void process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
  obey(command).then(
    (result) => say({ result }),
    (error: NodeJS.ErrnoException) => say({ error: error.code ?? error.message }),
  );
});
process.stdin.on('end', () => process.exit());
