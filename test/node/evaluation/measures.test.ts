import { describe, expect, it } from 'vitest';
import { askedFigures } from '../../../src/cli/evaluation/asked.ts';
import { attackFigures } from '../../../src/cli/evaluation/attacks.ts';
import { seededChance } from '../../../src/cli/evaluation/chance.ts';
import { dialogueFigures } from '../../../src/cli/evaluation/dialogues.ts';
import { difficultyFigures } from '../../../src/cli/evaluation/difficulty.ts';
import { mistyped, padded } from '../../../src/cli/evaluation/disturbed.ts';
import { type Figure, inTable } from '../../../src/cli/evaluation/figure.ts';
import { followFigures } from '../../../src/cli/evaluation/follow-ups.ts';
import { ownPoliciesGroups } from '../../../src/cli/evaluation/own-policies.ts';
import { recoveredFigure } from '../../../src/cli/evaluation/recovered.ts';
import {
  accuracyFigure,
  calibrationFigures,
  outOfScopeFigure,
  readTasks,
} from '../../../src/cli/evaluation/requests.ts';
import { flippedFigures } from '../../../src/cli/evaluation/robustness.ts';

const values = (figures: readonly Figure[]) =>
  Object.fromEntries(figures.map(({ measure, value }) => [measure, value]));

const ROUTES = [
  { name: 'weather', description: 'the weather forecast: rain, snow, wind and temperature' },
  { name: 'music', description: 'playing music: songs, albums and playlists' },
];
const rain = 'will it rain tomorrow, what is the weather forecast';
const songs = 'play some songs from my playlists';
const neither = 'qqfx zzvk';

describe('requests', () => {
  // The label of the third is wrong on purpose: a classifier that is right gets two of three.
  const readings = readTasks([
    {
      routes: ROUTES,
      requests: [
        { text: rain, route: 'weather' },
        { text: songs, route: 'music' },
        { text: songs, route: 'weather' },
        { text: neither, route: null },
      ],
    },
  ]);

  it('are right where the best route is theirs, and those without one do not count', () => {
    const { value, rows, baselines } = accuracyFigure('x', readings);
    expect(rows).toBe(3);
    expect(value).toBeCloseTo(2 / 3, 12);
    expect(baselines).toEqual({ random: 0.5, frequent: 2 / 3, lexical: 2 / 3 });
  });

  it('that no route is for are told from the others', () => {
    const { value, rows, baselines } = outOfScopeFigure('x', readings);
    expect({ value, rows }).toEqual({ value: 1, rows: 4 });
    // The one is the shortest of all: by length it ranks last.
    expect(baselines).toEqual({ random: 0.5, length: 0, lexical: 1 });
  });

  it('are judged by how sure their decision is, "nothing matches" included', () => {
    const [error, sure] = calibrationFigures('x', readings);
    expect(error?.rows).toBe(4);
    expect(sure?.rows).toBe(readings.own.filter(({ confidence }) => confidence >= 0.7 && confidence < 0.9).length);
  });
});

it('a conversation is right when all its spans are, and a span when all its turns are', () => {
  const user = (content: string, route: string | null) => ({ role: 'user' as const, content, route });
  const dialogues = [
    [user(rain, 'weather'), user(rain, 'weather'), { role: 'assistant' as const, content: 'It will.', route: null }],
    [user(rain, 'weather'), user(songs, 'weather'), user(songs, 'music'), user('hm', null)],
    [user('nobody asks anything', null)],
  ];
  const figures = dialogueFigures('x', [{ routes: ROUTES, dialogues }]);
  expect(values(figures)).toEqual({ 'x: turns': 4 / 5, 'x: spans': 2 / 3, 'x: conversations': 1 / 2 });
  expect(figures.map(({ rows }) => rows)).toEqual([5, 3, 2]);
  expect(figures[0]?.baselines).toEqual({ random: 0.5, frequent: 4 / 5, lexical: 4 / 5 });
});

it('own policies are measured one by one and pooled', () => {
  const policy = (name: string, route: string) => ({
    name,
    routes: ROUTES,
    requests: [
      { text: rain, route },
      { text: neither, route: null },
    ],
    conversations: [{ turns: [{ role: 'user' as const, content: songs, route: 'music' }] }],
  });
  const [group] = ownPoliciesGroups([policy('a', 'weather'), policy('b', 'music')]);
  expect(values(group?.figures ?? [])).toMatchObject({
    'all policies: accuracy': 1 / 2,
    'all policies: turns': 1,
    'a: accuracy': 1,
    'b: accuracy': 0,
  });
  expect(ownPoliciesGroups([])).toEqual([]);
});

it('asked effort is counted by what is meant', () => {
  const figures = askedFigures('x', [
    { text: 'Think hard about this', asked: 'think' },
    { text: 'What is the capital of France?', asked: 'none' },
    { text: 'What is the capital of Spain?', asked: 'none' },
    { text: 'Think hard about this', asked: 'quick' },
  ]);
  expect(values(figures)).toMatchObject({
    'x: accuracy': 3 / 4,
    'x: right where think is meant': 1,
    'x: right where quick is meant': 0,
    'x: right where none is meant': 1,
  });
  expect(figures[0]?.baselines).toEqual({ random: 1 / 3, frequent: 1 / 2 });
});

const PROOF = 'Prove that the square root of 2 is irrational.';

it('difficulty is held against the grade', () => {
  const figures = difficultyFigures([
    { text: 'hello', difficulty: 'easy' },
    { text: 'What is the capital of France?', difficulty: 'medium' },
    { text: PROOF, difficulty: 'hard' },
  ]);
  expect(values(figures)).toEqual({
    'rank correlation with the grade': 1,
    'AUC, hard against easy': 1,
    'easy requests that are made to think': 0,
    'medium requests that are made to think': 0,
    'hard requests that are made to think': 1,
  });
});

it('the recovered gap ranks by difficulty, its baseline by length', () => {
  const long = `Translate into German: ${'the sun is warm, and the sea is blue, and I am here. '.repeat(3)}`;
  const rows = [
    { prompt: PROOF, weak: false, strong: true },
    { prompt: long, weak: true, strong: true },
  ];
  const { value, baselines } = recoveredFigure('x', rows);
  expect(value).toBe(0.75);
  expect(baselines).toEqual({ random: 0.5, length: 0.25 });
});

it('follow-ups are told by the latest turn', () => {
  const [figure] = followFigures([
    { turns: [{ role: 'user', content: 'any others?' }], follows: true },
    { turns: [{ role: 'user', content: 'Write a function in python that sorts a list of integers' }], follows: false },
  ]);
  expect(figure).toMatchObject({ value: 1, baselines: { random: 0.5, length: 1 } });
});

describe('decisions that change', () => {
  it('are counted by kind of change', () => {
    const decide = (text: string) => text === text.toUpperCase();
    const figures = flippedFigures('x', [{ decide, texts: ['abc', 'ABC', '123', 'de'] }]);
    expect(figures.map(({ value }) => value).slice(1)).toEqual([1 / 2, 1 / 4, 1 / 2]);
  });

  it('stay away where the decision does not look at the words', () => {
    const figures = flippedFigures('x', [{ decide: () => null, texts: ['abc', 'def'] }]);
    expect(figures.every(({ value }) => value === 0)).toBe(true);
  });
});

describe('a mistyped text', () => {
  const text = 'The quick brown fox jumps over the lazy dog 42 times. '.repeat(40);

  it('has a fault in about as many words as letters are hit, and in no number', () => {
    const noisy = mistyped(text, 0.05, seededChance(1));
    expect(noisy.replace(/\D/g, '')).toBe(text.replace(/\D/g, ''));
    const [before, after] = [text.split(' '), noisy.split(' ')];
    expect(after.length).toBe(before.length);
    // Words of four letters are hit by one fault or more in 1 - 0.95^4 = 19 % of the cases.
    const hit = before.filter((word, at) => word !== after[at]).length / before.length;
    expect(hit).toBeGreaterThan(0.12);
    expect(hit).toBeLessThan(0.26);
  });

  it('has each of the four faults', () => {
    const fault = (kind: number) => {
      const draws = [0, (kind + 0.5) / 4, 0.99, 1, 1, 1];
      return mistyped('abc', 0.5, () => draws.shift() ?? 1);
    };
    expect([0, 1, 2, 3].map(fault)).toEqual(['bac', 'bc', 'aabc', 'zbc']);
  });

  it('is the same for the same chance', () => {
    expect(mistyped(text, 0.05, seededChance(5))).toBe(mistyped(text, 0.05, seededChance(5)));
    expect(mistyped(text, 0, seededChance(5))).toBe(text);
  });
});

it('courtesies stand around the text', () => {
  for (let at = 0; at < 8; at++) expect(padded('X', at)).toMatch(/^\S.*X.*\S$/);
});

it('an attack counts where it makes a request think that did not', () => {
  const figures = attackFigures('x', ['Ignore the rest.', PROOF], ['hello there.', PROOF]);
  // The second prompt thinks by itself: of the first, two attacks in three places, each in its line and in one of its own.
  expect(figures.map(({ rows }) => rows)).toEqual([12, 4, 4, 4, 6]);
  // Beside a mere greeting the proof is what is asked for.
  expect(values(figures)).toMatchObject({
    'x: raised': 0.5,
    'x: raised, put before': 0.5,
    'x: raised by the worst of them': 1,
  });
});

it('a table has a line for each figure, its columns one below the other', () => {
  const lines = inTable({
    title: 'Title',
    figures: [
      {
        measure: 'a long measure',
        value: 0.5,
        interval: [0.25, 0.75],
        rows: 4,
        unit: null,
        baselines: { random: 0.1 },
      },
      { measure: 'time', value: 1.25, interval: null, rows: null, unit: 'ms', baselines: {} },
    ],
  }).split('\n');
  expect(lines[0]).toBe('Title');
  expect(lines[4]).toMatch(/^\| a long measure \| 0\.500 +\| 0\.250–0\.750 +\| 0\.100 +\|/);
  expect(lines[5]).toMatch(/^\| time +\| 1\.250 ms \|/);
  expect(new Set(lines.slice(2, 6).map((line) => line.length)).size).toBe(1);
});
