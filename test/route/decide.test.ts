import { describe, expect, it } from 'vitest';
import { answeredBy, decide } from '../../src/route/decide.ts';
import type { Decision, Proposal, Step } from '../../src/route/decision.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { milliseconds } from '../../src/unit.ts';
import { asks } from './talk.ts';

const read = readPolicy(
  {
    tenant: 'shop',
    default: 'code',
    routes: [{ name: 'code', description: 'code', models: { instant: ['fast'] } }],
    models: { fast: { provider: 'loopback', id: 'x' } },
    providers: { loopback: { kind: 'loopback' } },
    plans: { free: { limits: [] } },
  },
  { tenant: null, version: 3, allowLocalUpstreams: false },
);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const { policy } = read;

/** The decision when the account object answers a proposal with the first rung of another. */
function decided(proposal: Proposal, taken: string, why: readonly Step[], degraded: string | null = null): Decision {
  const [route = ''] = taken.split(' ');
  const [rung] = asks(taken).proposal.rungs;
  const session = { route, sticky: true, switched: false };
  const { confidence, alternatives } = proposal;
  return decide({
    ...{ proposal, policy, plan: 'free', sessionId: 'talk' },
    admission: { kind: 'admitted', rung, degraded, session, why },
    classification: {
      ...{ matched: true, route: proposal.route, confidence, alternatives, because: [] },
      ...{ source: 'embedded', asked: ['embedded'], failures: [], said: [], tookMs: milliseconds(0) },
    },
    signals: {
      ...{ difficulty: 0, asked: 'none', needs: [], modality: ['text'], inputTokens: 1, language: 'en' },
      ...{ commerce: { intent: 'none', vertical: 'none', confidence: 0 }, domain: 'travel', action: 'plan' },
    },
  });
}

const KEPT: readonly Step[] = [{ rule: 'session', detail: 'stays' }];
const others = { code: 0.3, talk: 0.2 };

describe('the route that is taken, and how likely it is', () => {
  it('is the classified one, unless the conversation stays on another', () => {
    const { proposal } = asks('travel instant', { confidence: 0.45, others });
    expect(decided(proposal, 'travel instant', [])).toMatchObject({
      ...{ route: 'travel', matched: true, confidence: 0.45, alternatives: proposal.alternatives },
    });
  });

  it('is that of the conversation, and the classified one the best alternative', () => {
    const { proposal } = asks('travel instant', { confidence: 0.45, others });
    expect(decided(proposal, 'code instant', KEPT)).toMatchObject({
      ...{ route: 'code', matched: true, confidence: 0.3 },
      alternatives: [
        { route: 'travel', confidence: 0.45 },
        { route: 'talk', confidence: 0.2 },
      ],
    });
  });

  it('matches nothing no more when the conversation goes on with its route', () => {
    const { proposal } = asks('travel instant', { matched: false, confidence: 0.35, others: { code: 0.3, art: 0.2 } });
    expect(decided(proposal, 'code instant', KEPT)).toMatchObject({
      ...{ route: 'code', matched: true, confidence: 0.3, alternatives: [{ route: 'art', confidence: 0.2 }] },
    });
  });

  it('is known to be unlikely when it is not even among the alternatives', () => {
    const { proposal } = asks('travel instant', { confidence: 0.9 });
    expect(decided(proposal, 'code instant', KEPT).confidence).toBe(0);
  });
});

describe('the rule that settled it', () => {
  const table: [name: string, Partial<Proposal>, taken: string, readonly Step[], degraded: string | null, string][] = [
    ['that of the proposal', {}, 'code instant', [], null, 'difficulty'],
    ['not the session that gave way', {}, 'code instant', [{ rule: 'switch', detail: 'leaves' }], null, 'difficulty'],
    ['the session that did not', {}, 'code instant', KEPT, null, 'session'],
    ['a limit before the session', {}, 'code mini', KEPT, '1d-all', 'limit'],
    ['the words, where only the model was kept', { reason: 'asked_quick' }, 'code instant', KEPT, null, 'asked_quick'],
    ['the header, too', { reason: 'effort_header' }, 'code instant', KEPT, null, 'effort_header'],
    [
      'not the words, where a tool loop goes on at its effort',
      { reason: 'asked_quick' },
      'code thinking',
      KEPT,
      null,
      'session',
    ],
  ];
  it.each(table)('%s', (_, parts, taken, why, degraded, reason) => {
    expect(decided(asks('code instant', parts).proposal, taken, why, degraded).reason).toBe(reason);
  });
});

it('a route that the policy has no more is not taken, whoever goes on', () => {
  const { proposal } = asks('code instant');
  expect(decided(proposal, 'travel instant', KEPT)).toMatchObject({ route: 'code', confidence: proposal.confidence });
});

describe('who answered', () => {
  const decision = decided(asks('code instant').proposal, 'code instant', []);
  it('is who was chosen, when nobody failed', () => {
    expect(answeredBy(decision, 'fast', [], false)).toBe(decision);
  });
  it('is who took over, which is the reason then; not so for a model that was named, since nobody takes its place', () => {
    const failed = answeredBy(decision, 'backup', ['fast answered 503'], false);
    expect(failed).toMatchObject({ model: 'backup', reason: 'failover' });
    expect(failed.why.at(-1)).toEqual({ rule: 'failover', detail: 'fast answered 503' });
    expect(answeredBy({ ...decision, reason: 'pinned' }, 'fast', ['fast answered 503'], true).reason).toBe('pinned');
  });
});
