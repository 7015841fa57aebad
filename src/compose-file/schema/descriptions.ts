import { resourceDescriptions } from './resource-descriptions.ts';
import { buildDescriptions, deployDescriptions } from './section-descriptions.ts';
import { serviceDescriptions } from './service-descriptions.ts';

function below(prefix: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${prefix}.${key}`, text]));
}

/**
 * One line about each attribute, by its place: `*` for names that the user gives, `[]` for items of lists. For editors, and in the
 * shipped schema.
 */
export const descriptions: Readonly<Record<string, string>> = {
  ...resourceDescriptions,
  ...below('services.*', serviceDescriptions),
  ...below('services.*.build', buildDescriptions),
  ...below('services.*.deploy', deployDescriptions),
};
