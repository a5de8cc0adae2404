import { expect, it } from 'vitest';
import { accountOf } from '../../bench/account.ts';
import { classificationMicros } from '../../bench/profile.ts';

const BUNDLE = [
  '// src/classify/words.ts',
  'function words() {}',
  '// src/classify/cascade.ts',
  'function classify() {}',
  '// src/quota/judge.ts',
  'function judge() {}',
  '// src/quota/account.ts',
  'class Account {}',
  '// node_modules/hono/dist/hono-base.js',
  'function dispatch() {}',
].join('\n');

const frame = (functionName: string, lineNumber = -1) => ({
  functionName,
  lineNumber,
  url: lineNumber < 0 ? '' : 'main.js',
});

const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 6, 8, 9, 10] },
    { id: 2, callFrame: frame('dispatch', 9), children: [3] },
    { id: 3, callFrame: frame('classify', 3), children: [4] },
    { id: 4, callFrame: frame('words', 1), children: [5] },
    { id: 5, callFrame: frame('exec') },
    { id: 6, callFrame: frame('admit', 7), children: [7] },
    { id: 7, callFrame: frame('judge', 5) },
    { id: 8, callFrame: frame('(garbage collector)') },
    { id: 9, callFrame: frame('(program)') },
    { id: 10, callFrame: frame('(idle)') },
  ],
  samples: [2, 4, 5, 5, 7, 8, 9, 10, 1],
  timeDeltas: [10, 20, 30, 40, 50, 60, 1000, 2000, 4],
};

it('puts a function to the step that called it, and native ones with it, over all requests', () => {
  const { steps, micros } = accountOf(PROFILE, BUNDLE, 2);
  const taken = Object.fromEntries(steps.filter((each) => each.micros > 0).map((each) => [each.step, each.micros]));
  expect(taken).toEqual({
    ...{ classify: 45, 'account object: admit': 25, 'garbage collector': 30 },
    ...{ 'the way itself, and Hono': 5, 'of no step': 2 },
  });
  expect(steps.reduce((sum, each) => sum + each.micros, 0)).toBe(micros);
});

it('tells rooms and functions by their own time, the most first, without what is no JavaScript', () => {
  const { rooms, functions } = accountOf(PROFILE, BUNDLE, 1);
  expect(rooms).toEqual([
    { name: 'native functions', micros: 74 },
    { name: '(garbage collector)', micros: 60 },
    { name: 'quota', micros: 50 },
    { name: 'classify', micros: 20 },
    { name: 'node_modules/hono', micros: 10 },
  ]);
  expect(functions.slice(0, 3).map(({ name }) => name)).toEqual([
    'exec',
    '(garbage collector)',
    'quota/judge.ts#judge',
  ]);
});

it('takes off what the isolate was kept waiting for a core, where the process used less than the samples say', () => {
  const account = accountOf(PROFILE, BUNDLE, 1);
  const all = account.micros;
  expect(classificationMicros({ account, cpuMicros: null })).toBe(90);
  expect(classificationMicros({ account, cpuMicros: all * 2 })).toBe(90);
  expect(classificationMicros({ account, cpuMicros: all / 2 })).toBe(45);
});
