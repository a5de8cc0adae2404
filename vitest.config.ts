import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// Three projects. `door` runs the Worker and its objects inside the Workers runtime, each file in an isolate of its own, as
// what an isolate remembers is part of what is tested. `rooms` runs there as well, but its files share an isolate: most are
// of pure functions, and opening one for each file took longer than all the tests in it. `node` runs what has to stand
// outside: the whole service as `npm start` serves it, over real sockets, and the rules about files and configuration.
const outside = ['test/node/**/*.test.ts'];
const alone = [
  'test/door/**/*.test.ts',
  'test/quota/**/*.test.ts',
  'test/learn/learner*.test.ts',
  'test/classify/route-vectors.test.ts',
  // They fake the timers, and workerd does not always run the real ones again afterwards.
  'test/classify/{cascade,cascade-deadline,guarded,remote,remote-faults,workers-ai}.test.ts',
];

const inWorkerd = () =>
  cloudflareTest({
    wrangler: { configPath: './wrangler.dev.toml' },
    miniflare: {
      bindings: {
        OPENAI_API_KEY: 'sk-test-openai',
        BACKUP_API_KEY: 'sk-test-backup',
        AWS_PAIR_KEY: 'AKIATEST00000000001:pair-secret-of-a-test:pair-secret-session',
      },
    },
  });

// The first request of a file loads all of the Worker: seconds, on a busy machine.
const testTimeout = 20_000;
const globalSetup = ['test/support/provider.global.ts', 'test/support/recordings.global.ts'];

export default defineConfig({
  test: {
    projects: [
      { plugins: [inWorkerd()], test: { name: 'door', include: alone, testTimeout, globalSetup } },
      {
        plugins: [inWorkerd()],
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [...outside, ...alone],
          isolate: false,
          testTimeout,
          globalSetup,
        },
      },
      { test: { name: 'node', include: outside, testTimeout: 60_000, hookTimeout: 120_000 } },
    ],
  },
});
