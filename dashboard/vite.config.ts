import { defineConfig, type UserConfig } from 'vite';

const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2024',
    // Its advice on the build's speed is not for those whose first command builds.
    rolldownOptions: { checks: { bundlerTimings: false } },
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    // The content security policy has no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
});

export default config;
