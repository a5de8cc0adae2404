import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// Four projects. Three run inside the Workers runtime: `door` the Worker over HTTP and its objects, `rooms` everything of one
// room. The files of each share an isolate, as starting one and loading the Worker into it takes longer than most files do;
// each test has a tenant of its own, so none meets what the isolate remembers of another. `alone` has the few that need an
// isolate to themselves. `node` runs what has to stand outside: the whole service as `npm start` serves it, over real
// sockets, and the rules about files and configuration.
const outside = ['test/node/**/*.test.ts'];
const alone = [
  // Hundreds of requests at once, which nothing else on the machine may keep waiting: they run last, one after the other.
  'test/door/{storm,ledger,budget,takeover/limits}.test.ts',
  // They fake the timers, and workerd does not always run the real ones again afterwards.
  'test/classify/{cascade,cascade-deadline,guarded,remote,remote-faults,workers-ai}.test.ts',
  'test/quota/{account-issued,unit-usage}.test.ts',
];
const door = [
  ...['test/door/**/*.test.ts', 'test/quota/**/*.test.ts', 'test/learn/learner*.test.ts'],
  'test/classify/route-vectors.test.ts',
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
    // One less than there are cores is what is used else: one of two, which mostly waits for its Worker.
    maxWorkers: '100%',
    projects: [
      { plugins: [inWorkerd()], test: { name: 'alone', include: alone, maxWorkers: 1, testTimeout, globalSetup } },
      {
        plugins: [inWorkerd()],
        test: { name: 'door', include: door, exclude: alone, isolate: false, testTimeout, globalSetup },
      },
      {
        plugins: [inWorkerd()],
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [...outside, ...alone, ...door],
          isolate: false,
          testTimeout,
          globalSetup,
        },
      },
      { test: { name: 'node', include: outside, testTimeout: 60_000, hookTimeout: 120_000 } },
    ],
  },
});
