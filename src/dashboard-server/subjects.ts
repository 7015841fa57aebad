/** All subjects: what `dashboard-api` lists and nothing answers does not compile here. */

import { changeCalls } from './changes/index.ts';
import { composeFileCalls, composeFileTopics } from './compose-files/index.ts';
import { containerCalls, containerTopics } from './container/index.ts';
import { engineTopics } from './engines/index.ts';
import { fileCalls } from './files/index.ts';
import { homeTopics } from './home/index.ts';
import { logCalls, logTopics } from './logs/index.ts';
import { projectCalls, projectTopics } from './project/index.ts';
import type { Registry } from './registry.ts';
import { storageCalls, storageTopics } from './storage/index.ts';

export const registry: Registry = {
  topics: {
    ...storageTopics,
    ...containerTopics,
    ...composeFileTopics,
    ...engineTopics,
    ...homeTopics,
    ...logTopics,
    ...projectTopics,
  },
  calls: {
    ...storageCalls,
    ...fileCalls,
    ...composeFileCalls,
    ...changeCalls,
    ...containerCalls,
    ...logCalls,
    ...projectCalls,
  },
};
