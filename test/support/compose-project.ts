import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  LoadError,
  type LoadOptions,
  type LoadWarning,
  loadProject,
  type Project,
} from '../../src/compose-file/index.ts';
import type { UserError } from '../../src/shared/index.ts';

/** A folder named `app` with Compose files, gone after the test. */
export class ComposeFolder implements Disposable {
  readonly path: string;
  readonly warnings: LoadWarning[] = [];
  readonly #parent: string;

  constructor(files: Record<string, string | Uint8Array>, links: Record<string, string> = {}) {
    this.#parent = mkdtempSync(join(tmpdir(), 'compose-file-'));
    this.path = join(this.#parent, 'app');
    mkdirSync(this.path);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), content);
    }
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(this.path, name));
  }

  [Symbol.dispose](): void {
    rmSync(this.#parent, { recursive: true, force: true });
  }

  options(more: Partial<LoadOptions> = {}): LoadOptions {
    const warn = (warning: LoadWarning): void => void this.warnings.push(warning);
    return { cwd: this.path, environment: { HOME: '/home/me' }, warn, ...more };
  }

  load(more: Partial<LoadOptions> = {}): Promise<Project> {
    return loadProject(this.options(more));
  }

  /** The mistakes that loading reports. */
  async problems(more: Partial<LoadOptions> = {}): Promise<readonly UserError[]> {
    try {
      await this.load(more);
      return [];
    } catch (error) {
      if (error instanceof LoadError) return error.problems;
      throw error;
    }
  }

  /** The mistakes as `file:line:column code`, files relative to the folder. */
  async mistakes(more: Partial<LoadOptions> = {}): Promise<string[]> {
    const problems = await this.problems(more);
    return problems.map(({ code, position }) => {
      if (position === undefined) return code;
      const file = position.file.replace(`${this.path}/`, '');
      return `${file}:${position.line}:${position.column} ${code}`;
    });
  }
}
