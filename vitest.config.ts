import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// Two projects. `workerd` runs inside the Workers runtime, with the Worker's own bindings. `node` runs what has to stand
// outside: the whole service as `npm start` serves it, over real sockets, and the rules about files and configuration.
const outside = ['test/node/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.dev.toml' },
            miniflare: {
              bindings: {
                OPENAI_API_KEY: 'sk-test-openai',
                BACKUP_API_KEY: 'sk-test-backup',
              },
            },
          }),
        ],
        test: {
          name: 'workerd',
          // The first request of a file loads all of the Worker: seconds, on a busy machine.
          testTimeout: 20_000,
          include: ['test/**/*.test.ts'],
          exclude: outside,
          globalSetup: ['test/support/provider.global.ts', 'test/support/recordings.global.ts'],
        },
      },
      { test: { name: 'node', include: outside, testTimeout: 60_000, hookTimeout: 120_000 } },
    ],
  },
});
