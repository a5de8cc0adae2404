import { describe, expect, it } from 'vitest';
import type { Candidate, Proposal, Rung } from '../../src/route/decision.ts';
import { type Binding, resume, sessionOutcome } from '../../src/route/session.ts';
import { isNonEmpty, milliseconds, unixMs } from '../../src/unit.ts';
import type { Effort } from '../../src/wire/ask.ts';

const NOW = unixMs(1_900_000_000_000);
const MINUTE = 60_000;
const STICKY = { sticky: true, idleMs: milliseconds(10 * MINUTE) };

function rung(effort: Effort, ...models: readonly string[]): Rung {
  const candidates = models.map((model): Candidate => ({ model, price: null, context: null }));
  if (!isNonEmpty(candidates)) throw new Error('a rung needs a candidate');
  return { effort, candidates };
}

const bound = (parts: Partial<Binding> = {}): Binding => ({
  route: 'general',
  rung: rung('instant', 'fast', 'backup'),
  model: 'fast',
  at: unixMs(NOW - MINUTE),
  needs: [],
  ...parts,
});

const proposed = (parts: Partial<Proposal> = {}): Proposal => ({
  id: 'dec_1',
  route: 'general',
  matched: true,
  confidence: 0.9,
  alternatives: [],
  reason: 'difficulty',
  why: [],
  rungs: [rung('thinking', 'deep', 'backup'), rung('instant', 'fast', 'backup'), rung('mini', 'small')],
  pinned: false,
  automatic: true,
  inToolLoop: false,
  needs: [],
  ...parts,
});

/** The rungs in short: `thinking: deep backup`. */
const rungsOf = ({ rungs }: Proposal): string[] =>
  rungs.map(({ effort, candidates }) => `${effort}: ${candidates.map(({ model }) => model).join(' ')}`);

describe('a proposal is left alone', () => {
  it.each<[string, Binding | null, Proposal, typeof STICKY]>([
    ['when the conversation is new', null, proposed(), STICKY],
    ['when the policy is not sticky', bound({ model: 'backup' }), proposed(), { ...STICKY, sticky: false }],
    ['when a model is named', bound({ model: 'backup' }), proposed({ pinned: true, automatic: false }), STICKY],
    [
      'when the conversation has been idle',
      bound({ model: 'backup', at: unixMs(NOW - 10 * MINUTE) }),
      proposed(),
      STICKY,
    ],
  ])('%s', (_, binding, proposal, session) => {
    const resumed = resume(binding, proposal, session, NOW);
    expect(resumed).toEqual({ proposal, route: 'general', bound: null, kept: false, why: [] });
    expect(sessionOutcome(resumed, proposal.rungs[0])).toEqual({ route: 'general', sticky: false, switched: false });
  });

  it('but not a millisecond before the conversation is idle', () => {
    const binding = bound({ model: 'backup', at: unixMs(NOW - 10 * MINUTE + 1) });
    expect(resume(binding, proposed(), STICKY, NOW).bound).toBe('backup');
  });
});

describe('on the same route', () => {
  it('the bound model comes first wherever it stands, so that a failover stays with its warm cache', () => {
    const resumed = resume(bound({ model: 'backup' }), proposed(), STICKY, NOW);
    expect(rungsOf(resumed.proposal)).toEqual(['thinking: backup deep', 'instant: backup fast', 'mini: small']);
    expect(resumed.why).toEqual([
      { rule: 'session', detail: 'goes on with backup, whose prompt cache is warm, before deep' },
    ]);
    expect(sessionOutcome(resumed, resumed.proposal.rungs[0])).toMatchObject({ sticky: true, switched: false });
  });

  it('nothing is said when the bound model was first anyway', () => {
    const proposal = proposed({ rungs: [rung('instant', 'fast', 'backup'), rung('mini', 'small')] });
    const resumed = resume(bound(), proposal, STICKY, NOW);
    expect(resumed.proposal).toEqual(proposal);
    expect(resumed.why).toEqual([]);
    expect(sessionOutcome(resumed, proposal.rungs[0])).toMatchObject({ sticky: true, switched: false });
  });

  it('an effort at which the bound model does not stand is a switch', () => {
    const resumed = resume(bound({ model: 'fast' }), proposed(), STICKY, NOW);
    expect(rungsOf(resumed.proposal)[0]).toBe('thinking: deep backup');
    expect(sessionOutcome(resumed, resumed.proposal.rungs[0])).toMatchObject({ sticky: false, switched: true });
  });

  it('a limit that moves the request away from the bound model is a switch', () => {
    const resumed = resume(bound({ model: 'backup' }), proposed(), STICKY, NOW);
    expect(sessionOutcome(resumed, rung('mini', 'small'))).toMatchObject({ sticky: false, switched: true });
  });

  it('a model the policy no longer lists is not kept', () => {
    const resumed = resume(bound({ model: 'gone' }), proposed(), STICKY, NOW);
    expect(resumed.proposal).toEqual(proposed());
    expect(sessionOutcome(resumed, resumed.proposal.rungs[0])).toMatchObject({ sticky: false, switched: true });
  });
});

describe('on another route', () => {
  it('the conversation switches', () => {
    const resumed = resume(bound({ route: 'code' }), proposed(), STICKY, NOW);
    expect(resumed.proposal).toEqual(proposed());
    expect(sessionOutcome(resumed, resumed.proposal.rungs[0])).toEqual({
      route: 'general',
      sticky: false,
      switched: true,
    });
  });

  it('it has not switched models when both routes begin with the same', () => {
    const resumed = resume(bound({ route: 'code', model: 'deep' }), proposed(), STICKY, NOW);
    expect(sessionOutcome(resumed, resumed.proposal.rungs[0])).toMatchObject({ sticky: false, switched: false });
  });
});

describe('in a tool loop', () => {
  const loop = (parts: Partial<Proposal> = {}): Proposal => proposed({ inToolLoop: true, needs: ['tools'], ...parts });
  const began = (parts: Partial<Binding> = {}): Binding =>
    bound({ route: 'code', model: 'backup', needs: ['tools', 'json'], ...parts });

  it('the model that began it goes on, on its own route, and limits may still move it down', () => {
    const resumed = resume(began(), loop(), STICKY, NOW);
    expect(rungsOf(resumed.proposal)).toEqual(['instant: backup fast', 'mini: small']);
    expect(resumed.why).toEqual([{ rule: 'session', detail: 'a tool loop goes on with backup of code, instant' }]);
    expect(sessionOutcome(resumed, resumed.proposal.rungs[0])).toEqual({
      route: 'code',
      sticky: true,
      switched: false,
    });
  });

  it('it keeps thinking where a new request would not', () => {
    const thinking = began({ rung: rung('thinking', 'deep'), model: 'deep' });
    const resumed = resume(thinking, loop({ rungs: [rung('instant', 'fast'), rung('mini', 'small')] }), STICKY, NOW);
    expect(rungsOf(resumed.proposal)).toEqual(['thinking: deep', 'instant: fast', 'mini: small']);
  });

  it('nothing is said when it changes nothing', () => {
    const same = began({ route: 'general', rung: rung('thinking', 'deep', 'backup'), model: 'deep' });
    expect(resume(same, loop(), STICKY, NOW).why).toEqual([]);
  });

  it('a new requirement ends it, since its model may not meet that', () => {
    const resumed = resume(began(), loop({ needs: ['tools', 'vision'] }), STICKY, NOW);
    expect(resumed.proposal.rungs).toEqual(loop().rungs);
    expect(resumed.kept).toBe(false);
  });

  it.each<[string, Partial<Proposal>, boolean]>([
    ['another effort that the caller fixed', { automatic: false, reason: 'effort_header' }, false],
    [
      'the same effort, fixed by the caller',
      { automatic: false, reason: 'effort_header', rungs: [rung('instant', 'fast'), rung('mini', 'small')] },
      true,
    ],
    ['another route that the caller names', { reason: 'pinned' }, false],
    ['the same route, named by the caller', { reason: 'pinned', route: 'code' }, true],
  ])('goes on only as far as the caller lets it: %s', (_, parts, kept) => {
    const resumed = resume(began(), loop(parts), STICKY, NOW);
    expect(rungsOf(resumed.proposal)[0] === 'instant: backup fast').toBe(kept);
  });
});
