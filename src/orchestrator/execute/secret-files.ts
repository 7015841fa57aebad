import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileReference, Project } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';

/**
 * Gives `use` the build's secrets as files. Those that come from a variable are written into a folder that only this user can read, and
 * which is gone afterwards.
 */
export async function withSecretFiles<T>(
  project: Project,
  references: FileReference[],
  use: (secrets: Record<string, { File: string }>) => Promise<T>,
): Promise<T> {
  if (references.length === 0) return use({});
  const folder = await mkdtemp(join(tmpdir(), 'tutti-secrets-'));
  try {
    const secrets: Record<string, { File: string }> = {};
    for (const [index, { source = '', target }] of references.entries()) {
      const file = project.secrets[source]?.file ?? join(folder, String(index));
      if (project.secrets[source]?.file === undefined) {
        await writeFile(file, secretValue(project, source), { mode: 0o600 });
      }
      secrets[target || source] = { File: file };
    }
    return await use(secrets);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function secretValue(project: Project, source: string): string {
  const secret = project.secrets[source];
  const value = secret?.content ?? project.environment[secret?.environment ?? ''];
  if (value !== undefined) return value;
  throw new UserError('build-secret-missing', `build secret "${source}" has no value`, {
    hint: 'Give it a `file`, or set the variable that its `environment` names.',
    path: ['secrets', source],
  });
}
