import {
  DOWNLOAD_PATH,
  type FilesOf,
  UPLOAD_HEADER,
  UPLOAD_PATH,
  type UploadRequest,
} from '../../../../src/dashboard-api/index.ts';
import { failureOf, postBytes, postForFile } from '../../connection/index.ts';
import { toast } from '../../parts/index.ts';

/** Saves a file, or a folder as a tar archive. @throws CallFailure */
export async function download(engine: string, of: FilesOf, path: string, isFolder: boolean): Promise<void> {
  const name = path.split('/').at(-1) || 'files';
  await postForFile(DOWNLOAD_PATH, { engine, of, path }, isFolder ? `${name}.tar` : name);
}

/** @throws CallFailure */
export async function upload(
  { engine, of, folder, replace }: Omit<UploadRequest, 'name' | 'size'>,
  file: File,
): Promise<void> {
  const request: UploadRequest = { engine, of, folder, replace, name: file.name, size: file.size };
  await postBytes(UPLOAD_PATH, UPLOAD_HEADER, request, file);
}

/** Tells of a transfer that failed. */
export async function saved(transfer: Promise<void>): Promise<void> {
  try {
    await transfer;
  } catch (error) {
    const { message, hint } = failureOf(error);
    toast({ mood: 'failing', text: message, ...(hint === undefined ? {} : { detail: hint }) });
  }
}
