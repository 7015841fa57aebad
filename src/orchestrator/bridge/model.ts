import { readFile } from 'node:fs/promises';
import { type FileObjectConfig, type Project, printWithContents } from '../../compose-file/index.ts';
import type { ImageInspect } from '../../engine-api/index.ts';
import { imageName } from '../model/names.ts';

/** What a transformation reads: the project with its images' names and ports, and the contents of secrets and configs. */
export async function transformationModel(
  project: Project,
  images: ReadonlyMap<string, ImageInspect>,
): Promise<string> {
  const services = Object.entries(project.services).map(([name, config]) => {
    const image = imageName(project, name, config);
    const ofImage = Object.keys(images.get(image)?.Config?.ExposedPorts ?? {}).map(portNumber);
    const published = (config.ports ?? []).map(({ target }) => String(target));
    const expose = [...new Set([...(config.expose ?? []), ...ofImage, ...published])];
    return [name, { ...config, image, ...(expose.length === 0 ? {} : { expose }) }] as const;
  });
  return printWithContents({
    ...project,
    services: Object.fromEntries(services),
    secrets: await withContents(project.secrets, project.environment),
    configs: await withContents(project.configs, project.environment),
  });
}

function portNumber(port: string): string {
  return port.split('/')[0] ?? port;
}

async function withContents(
  objects: Readonly<Record<string, FileObjectConfig>>,
  environment: Readonly<Record<string, string>>,
): Promise<Record<string, FileObjectConfig>> {
  const filled = await Promise.all(
    Object.entries(objects).map(async ([name, object]) => {
      if (object.external) return [name, object] as const;
      const content = object.environment
        ? environment[object.environment]
        : object.file
          ? await readFile(object.file, 'utf8')
          : object.content;
      return [name, content === undefined ? object : { ...object, content }] as const;
    }),
  );
  return Object.fromEntries(filled);
}
