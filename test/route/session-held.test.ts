import { describe, expect, it } from 'vitest';
import type { Binding } from '../../src/route/binding.ts';
import type { Resumption } from '../../src/route/resumption.ts';
import { keptMs, resume, sessionOutcome } from '../../src/route/session.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { asks, candidate, MINUTE, NOW, was } from './talk.ts';

const HOLDS = ['tool_loop', 'pending_call', 'provider_state'] as const;
const certainly = { confidence: 0.99, others: {} };

function outcome(binding: Binding, request: Resumption, now = NOW) {
  const resumed = resume(binding, request, now);
  const [rung] = resumed.proposal.rungs;
  const { route, sticky } = sessionOutcome(resumed, rung);
  return { answers: `${route} ${rung.effort} ${rung.candidates[0].model}`, sticky, why: resumed.why };
}

describe('a held conversation', () => {
  it.each(HOLDS)('keeps its model whatever is asked, for how hard a question, and at what price: %s', (heldBy) => {
    for (const before of ['code instant fast', 'math thinking deep', 'law instant deep', 'art mini pen']) {
      for (const route of ['code', 'math', 'travel', 'art']) {
        for (const effort of ['thinking', 'instant', 'mini']) {
          const request = asks(`${route} ${effort}`, { ...certainly, heldBy, reason: 'asked_think' });
          const { answers, sticky } = outcome(was(before), request);
          expect([answers.split(' ')[2], sticky]).toEqual([before.split(' ')[2], true]);
        }
      }
    }
  });

  const table: [
    name: string,
    binding: Binding,
    heldBy: (typeof HOLDS)[number],
    said: string,
    expected: string,
    why?: string,
  ][] = [
    [
      'a tool loop goes on at its effort, on its route',
      was('code thinking deep'),
      'tool_loop',
      'travel instant',
      'code thinking deep',
      'stays with deep of code, not travel, thinking: a tool loop goes on',
    ],
    [
      'even where the model is listed for the wished one, since the user has not spoken',
      was('math thinking deep'),
      'tool_loop',
      'math instant',
      'math thinking deep',
      'stays with deep of math, thinking: a tool loop goes on',
    ],
    [
      'nothing is said where it changes nothing',
      was('math thinking deep'),
      'tool_loop',
      'math thinking',
      'math thinking deep',
    ],
    [
      'with a call pending the user has spoken, and gets the effort where the model is listed',
      was('math thinking deep'),
      'pending_call',
      'math instant',
      'math instant deep',
      'stays with deep of math, thinking -> instant: a tool call is pending',
    ],
    [
      'else the model goes on as it was',
      was('code thinking deep'),
      'pending_call',
      'code instant',
      'code thinking deep',
      'stays with deep of code, thinking: a tool call is pending',
    ],
    [
      'on another route that lists the model, it goes on there',
      was('code thinking deep'),
      'provider_state',
      'travel thinking',
      'travel thinking deep',
    ],
    [
      'else on its own',
      was('code instant fast'),
      'provider_state',
      'travel instant',
      'code instant fast',
      'stays with fast of code, not travel, instant: the request holds state that only its provider can read',
    ],
  ];
  it.each(table)('%s', (_, binding, heldBy, said, expected, why) => {
    const { answers, ...got } = outcome(binding, asks(said, { ...certainly, heldBy }));
    expect(answers).toBe(expected);
    expect(got.why).toEqual(why === undefined ? [] : [{ rule: 'session', detail: why }]);
  });

  it('is found by a limit too, on any rung below that lists its model', () => {
    const request = asks('math thinking', { ...certainly, heldBy: 'tool_loop' });
    const [, below] = resume(was('math thinking deep'), request, NOW).proposal.rungs;
    expect(below).toMatchObject({ effort: 'instant', candidates: [{ model: 'deep' }, { model: 'fast' }] });
  });
});

describe('what ends a hold', () => {
  const loop = was('code instant backup', { needs: ['tools', 'json'] });
  const heldBy = 'tool_loop';
  const table: [name: string, Resumption, expected: string][] = [
    ['nothing', asks('travel instant', { ...certainly, heldBy }), 'code instant backup'],
    ['an explicit model', asks('travel instant', { heldBy, pinned: true }), 'travel instant swift'],
    [
      'another effort that the caller fixes',
      asks('travel thinking', { heldBy, automatic: false }),
      'travel thinking deep',
    ],
    ['not the same effort', asks('travel instant', { heldBy, automatic: false }), 'code instant backup'],
    [
      'not another effort for which the model is listed',
      asks('code thinking', { heldBy, automatic: false }),
      'code thinking backup',
    ],
    [
      'another route that the caller names',
      asks('travel instant', { heldBy, routeNamed: true }),
      'travel instant swift',
    ],
    ['not the same route', asks('code instant', { heldBy, routeNamed: true }), 'code instant backup'],
    [
      'a requirement it has not met',
      asks('travel instant', { ...certainly, heldBy, needs: ['vision'] }),
      'travel instant swift',
    ],
    ['not one that it has', asks('travel instant', { ...certainly, heldBy, needs: ['json'] }), 'code instant backup'],
    ['an outgrown context', asks('travel instant', { ...certainly, heldBy, tokens: 200_000 }), 'travel instant swift'],
    [
      'a policy without sessions',
      asks('travel instant', { ...certainly, heldBy, sticky: false }),
      'travel instant swift',
    ],
  ];
  it.each(table)('%s', (_, request, expected) => expect(outcome(loop, request).answers).toBe(expected));

  it('an hour, however soon the policy calls a conversation idle', () => {
    const request = asks('code instant', { heldBy, idleMs: milliseconds(MINUTE) });
    expect(outcome(loop, request, unixMs(loop.at + 60 * MINUTE - 1)).answers).toBe('code instant backup');
    expect(outcome(loop, request, unixMs(loop.at + 60 * MINUTE)).answers).toBe('code instant fast');
    expect(keptMs({ idleMs: milliseconds(MINUTE) })).toBe(60 * MINUTE);
    expect(keptMs({ idleMs: milliseconds(90 * MINUTE) })).toBe(90 * MINUTE);
  });

  const today = { heldBy, revision: 'r2' } as const;
  it.each([
    [
      'a new policy that still has the model',
      asks('travel instant', { ...today, standing: [candidate('backup'), candidate('swift')] }),
      'code instant backup',
    ],
    [
      'not one that has it no more',
      asks('travel instant', { ...today, standing: [candidate('fast')] }),
      'travel instant swift',
    ],
    [
      'nor is anything else remembered under a new policy',
      asks('travel instant', { revision: 'r2', standing: [candidate('backup')] }),
      'travel instant swift',
    ],
  ])('%s', (_, request, expected) => expect(outcome(loop, request).answers).toBe(expected));

  it('at the price of today', () => {
    const dearer = { ...candidate('backup'), price: candidate('deep').price };
    const { proposal } = resume(loop, asks('travel instant', { ...today, standing: [dearer] }), NOW);
    expect(proposal.rungs[0].candidates).toEqual([dearer]);
  });
});
