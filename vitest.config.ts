import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'dashboard/src/**/*.test.ts'],
          testTimeout: 10_000,
          // A process for each file costs three times what the tests do; they share no state.
          isolate: false,
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        // Needs a real Docker Engine and Docker Compose: npm run test:engine -- docker
        test: {
          name: 'compare',
          include: [
            'test/compare/**/*.test.ts',
            'test/conformance/{cli-compare,recreate-compare,config-digests}.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/stand-ins.ts'],
          setupFiles: ['test/support/leave-out.ts'],
          testTimeout: 180_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

export default config;
