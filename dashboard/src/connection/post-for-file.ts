import type { Failure } from '../../../src/dashboard-api/index.ts';
import { tellAsked } from './asked.ts';
import { CallFailure } from './calls.ts';
import { sessionKey } from './session.ts';

const refused: Failure = {
  code: 'transfer-failed',
  message: 'The transfer was refused.',
  hint: 'Look whether "tutti ui" still runs.',
};

/** Posts what to download, and saves the answer as a file. @throws CallFailure */
export async function postForFile(path: string, request: object, name: string): Promise<void> {
  tellAsked({ kind: 'transfer', name: path, params: request });
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sessionKey()}` },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new CallFailure(await failureIn(response));
  // The browser keeps a large blob on disk.
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Posts bytes as they are, with what they are for in a header. @throws CallFailure */
export async function postBytes(path: string, header: string, request: object, body: Blob): Promise<void> {
  tellAsked({ kind: 'transfer', name: path, params: request });
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      [header]: encodeURIComponent(JSON.stringify(request)),
      'content-type': 'application/octet-stream',
      authorization: `Bearer ${sessionKey()}`,
    },
    body,
  });
  if (!response.ok) throw new CallFailure(await failureIn(response));
}

async function failureIn(response: Response): Promise<Failure> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return isJson ? ((await response.json()) as Failure) : refused;
}
