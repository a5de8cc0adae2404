import { describe, expect, it } from 'vitest';
import type { Binding } from '../../src/route/binding.ts';
import type { Resumption } from '../../src/route/resumption.ts';
import { resume, sessionOutcome } from '../../src/route/session.ts';
import { unixMs } from '../../src/unit.ts';
import { table } from './session-table.ts';
import { asks, MINUTE, NOW, was } from './talk.ts';

describe('the proposal stands', () => {
  const backup = was('code instant backup');
  table([
    ['in a new conversation', null, asks('code instant'), 'code instant: fast backup', 'free'],
    ['without sessions', backup, asks('code instant', { sticky: false }), 'code instant: fast backup', 'free'],
    ['for a named model', backup, asks('code instant', { pinned: true }), 'code instant: fast backup', 'free'],
    [
      'after ten minutes',
      was('code instant backup', { minutesAgo: 10 }),
      asks('code instant'),
      'code instant: fast backup',
      'free',
    ],
  ]);

  it('but not a millisecond before the conversation is idle', () => {
    const binding = { ...backup, at: unixMs(NOW - 10 * MINUTE + 1) };
    expect(resume(binding, asks('code instant'), NOW).bound).toBe('backup');
  });
});

describe('the intent and the effort stay', () => {
  table([
    [
      'so does the model, and there is nothing to say',
      was('code instant fast'),
      asks('code instant'),
      'code instant: fast backup',
      'sticky',
    ],
    [
      'one that took over from a failure is kept, however dear, while its cache is warm',
      was('code instant backup', { minutesAgo: 4 }),
      asks('code instant'),
      'code instant: backup fast',
      'sticky',
      'session: stays with backup: fast would save $0.050 over the next 3 answers and lose a cache worth $0.045',
    ],
    [
      'once that is cold, the first of the list is taken again, if it is cheaper',
      was('code instant backup', { minutesAgo: 5 }),
      asks('code instant'),
      'code instant: fast backup',
      'switched',
      'switch: leaves backup for fast (its cache is cold): saves $0.050 over the next 3 answers',
    ],
    [
      'if it is dearer, the conversation keeps its model',
      was('law instant fast', { minutesAgo: 9 }),
      asks('law instant'),
      'law instant: fast deep',
      'sticky',
      'session: stays with fast: deep would cost $0.072 more over the next 3 answers',
    ],
    [
      'without prices it keeps it too',
      was('art instant brush', { minutesAgo: 9 }),
      asks('art instant'),
      'art instant: brush pen',
      'sticky',
      'session: stays with brush, before pen',
    ],
    [
      'a model that is not on the list (it was named) cannot go on',
      was('code instant deep'),
      asks('code instant'),
      'code instant: fast backup',
      'switched',
      'switch: leaves deep for fast (deep is not among those who may answer): saves $0.072 over the next 3 answers and loses a cache worth $0.056',
    ],
  ]);
});

describe('the asks get hard', () => {
  table([
    [
      'the effort rises, and the model with it where it must',
      was('code instant fast'),
      asks('code thinking'),
      'code thinking: deep backup',
      'switched',
      'switch: leaves fast for deep (instant -> thinking): costs $0.11 more over the next 3 answers and loses a cache worth $0.011',
    ],
    [
      'the effort changes before the model',
      was('math instant fast'),
      asks('math thinking'),
      'math thinking: fast deep',
      'sticky',
      'session: stays with fast: deep would cost $0.11 more over the next 3 answers and lose a cache worth $0.011',
    ],
    [
      'also without prices',
      was('art instant pen'),
      asks('art thinking'),
      'art thinking: pen brush',
      'sticky',
      'session: stays with pen, before brush',
    ],
    [
      'who thought for the conversation before thinks for it again',
      was('code instant fast', {}, ['code thinking backup', { minutesAgo: 3 }]),
      asks('code thinking'),
      'code thinking: backup deep',
      'switched',
      'session: leaves fast for backup (instant -> thinking): costs $0.018 more over the next 3 answers and loses a cache worth $0.011',
    ],
  ]);
});

describe('the asks get easy again', () => {
  table([
    [
      'the conversation comes back down to the model it had, though that was not the first',
      was('code thinking deep', {}, ['code instant backup', { minutesAgo: 2 }]),
      asks('code instant'),
      'code instant: backup fast',
      'switched',
      'session: leaves deep for backup (thinking -> instant): saves $0.068 over the next 3 answers and loses a cache worth $0.056',
    ],
    [
      'or to the first of the list, when it began with a hard one',
      was('code thinking deep'),
      asks('code instant'),
      'code instant: fast backup',
      'switched',
      'switch: leaves deep for fast (thinking -> instant): saves $0.072 over the next 3 answers and loses a cache worth $0.056',
    ],
    [
      'also where the dear model is listed, warm, and cheaper for one answer: it would be for ever',
      was('math thinking deep', {}, ['math instant fast', { minutesAgo: 6 }]),
      asks('math instant'),
      'math instant: fast deep',
      'switched',
      'switch: leaves deep for fast (thinking -> instant): saves $0.072 over the next 3 answers and loses a cache worth $0.056',
    ],
    [
      'the model stays where that saves nothing',
      was('news thinking swift'),
      asks('news instant'),
      'news instant: swift fast',
      'sticky',
      'session: stays with swift: fast would lose a cache worth $0.011',
    ],
    [
      'without prices too it comes down',
      was('art thinking brush', {}, ['art instant pen', { minutesAgo: 2 }]),
      asks('art instant'),
      'art instant: pen brush',
      'switched',
      'switch: leaves brush for pen (thinking -> instant)',
    ],
    [
      'and what a limit moved down comes back up',
      was('code mini small', {}, ['code instant backup', { minutesAgo: 3 }]),
      asks('code instant'),
      'code instant: backup fast',
      'switched',
      'session: leaves small for backup (mini -> instant): costs $0.019 more over the next 3 answers and loses a cache worth $0.0022',
    ],
  ]);
});

describe('below the wished rung, for a limit to move to', () => {
  const rungsOf = (binding: Binding, request: Resumption): string[] =>
    resume(binding, request, NOW).proposal.rungs.map(
      ({ effort, candidates }) => `${effort}: ${candidates.map(({ model }) => model).join(' ')}`,
    );

  it('stands first whoever answered the conversation there, and no dearer model of another rung', () => {
    const binding = was('math thinking deep', {}, ['math instant fast', { minutesAgo: 2 }]);
    expect(rungsOf(binding, asks('math thinking'))).toEqual([
      'thinking: deep fast',
      'instant: fast deep',
      'mini: small',
    ]);
    const backup = was('code instant backup');
    expect(rungsOf(backup, asks('code thinking'))).toEqual([
      'thinking: backup deep',
      'instant: backup fast',
      'mini: small',
    ]);
  });

  it('stand the rungs of the proposal, and their route is the one that answers', () => {
    const resumed = resume(
      was('code instant fast'),
      asks('travel instant', { confidence: 0.4, others: { code: 0.3 } }),
      NOW,
    );
    const [first, below] = resumed.proposal.rungs;
    expect(below).toBeDefined();
    if (below === undefined) return;
    expect(sessionOutcome(resumed, first)).toEqual({ route: 'code', sticky: true, switched: false });
    expect(sessionOutcome(resumed, below)).toEqual({ route: 'travel', sticky: false, switched: true });
  });
});
