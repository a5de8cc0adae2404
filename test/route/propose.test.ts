import { describe, expect, it } from 'vitest';
import type { Classification } from '../../src/classify/contract.ts';
import { milliseconds, tokens } from '../../src/unit.ts';
import { auto, type Case, proposed, refused, told } from './proposed.ts';

describe('precedence', () => {
  const table: [string, Case, string][] = [
    ['an easy ask is instant', {}, 'difficulty instant:fast+backup > mini:small'],
    [
      'a hard ask thinks',
      { signals: { difficulty: 0.6 } },
      'difficulty thinking:deep > instant:fast+backup > mini:small',
    ],
    [
      'the words ask for thought',
      { signals: { asked: 'think' } },
      'asked_think thinking:deep > instant:fast+backup > mini:small',
    ],
    [
      'the words ask for speed, hard as it is',
      { signals: { asked: 'quick', difficulty: 0.9 } },
      'asked_quick instant:fast+backup > mini:small',
    ],
    [
      'a route has its own effort',
      { classification: { route: 'slow' } },
      'default thinking:deep > instant:fast > mini:fast',
    ],
    [
      'the words outrank the route',
      { classification: { route: 'slow' }, signals: { asked: 'quick' } },
      'asked_quick instant:fast > mini:fast',
    ],
    ['the suffix outranks the words', { ask: auto('mini'), signals: { asked: 'think' } }, 'pinned mini:small'],
    [
      'the suffix outranks the header',
      { ask: { ...auto('mini'), effort: { wish: 'thinking', by: 'header' } } },
      'pinned mini:small',
    ],
    [
      'the header outranks the words',
      { ask: { effort: { wish: 'instant', by: 'header' } }, signals: { asked: 'think' } },
      'effort_header instant:fast+backup > mini:small',
    ],
    [
      'reasoning_effort pins',
      { ask: { effort: { wish: 'thinking', by: 'reasoning_effort' } } },
      'pinned thinking:deep > instant:fast+backup > mini:small',
    ],
    [
      'a pinned route leaves the effort to the router',
      { ask: { model: { kind: 'route', route: 'slow' } } },
      'pinned thinking:deep > instant:fast > mini:fast',
    ],
    [
      'an effort pin is told before a route pin',
      { ask: { model: { kind: 'route', route: 'slow' }, effort: { wish: 'instant', by: 'header' } } },
      'effort_header instant:fast > mini:fast',
    ],
    [
      'a named model is that and no other',
      { ask: { model: { kind: 'model', name: 'backup' } }, signals: { asked: 'think' } },
      'pinned instant:backup',
    ],
    ['by provider and id, too', { ask: { model: { kind: 'model', name: 'openai/gpt-deep' } } }, 'pinned thinking:deep'],
  ];
  for (const [name, given, expected] of table) it(name, () => expect(told(given)).toBe(expected));
});

describe('requirements narrow the candidates', () => {
  const table: [string, Case, string][] = [
    ['a schema leaves the backup out', { ask: { needs: ['json'] } }, 'difficulty instant:fast > mini:small'],
    [
      'a picture puts the backup first, and mini has no one for it',
      { ask: { needs: ['vision'] } },
      'requirement instant:backup',
    ],
    [
      'a long prompt needs a longer context',
      { signals: { inputTokens: 5000 } },
      'requirement instant:backup > mini:small',
    ],
    [
      'an answer counts towards the context',
      { ask: { outputLimit: tokens(990) } },
      'requirement instant:backup > mini:small',
    ],
    [
      'nobody here or below: the next list up',
      { ask: { needs: ['vision'] }, classification: { route: 'eyes' } },
      'requirement thinking:deep',
    ],
    ['a key with models of its own', { entitled: ['backup', 'small'] }, 'difficulty instant:backup > mini:small'],
  ];
  for (const [name, given, expected] of table) it(name, () => expect(told(given)).toBe(expected));
});

describe('a refusal says what to do', () => {
  const table: [string, Case, object][] = [
    ['an unknown model', { ask: { model: { kind: 'model', name: 'gpt-9' } } }, { code: 'not_found', param: 'model' }],
    [
      'an unknown route',
      { ask: { model: { kind: 'route', route: 'nowhere' } } },
      { code: 'not_found', param: 'model' },
    ],
    [
      'a model the key may not use',
      { ask: { model: { kind: 'model', name: 'deep' } }, entitled: ['fast'] },
      { code: 'not_allowed' },
    ],
    ['a route of which the key may use none', { entitled: ['unset'] }, { code: 'not_allowed' }],
    [
      'a model whose secret is not set',
      { ask: { model: { kind: 'model', name: 'unset' } } },
      { code: 'unavailable', retryAfterSeconds: 60 },
    ],
    [
      'a named model that cannot',
      { ask: { model: { kind: 'model', name: 'fast' }, needs: ['vision'] } },
      { code: 'no_model_fits' },
    ],
    [
      'a model whose provider has no word for what is asked',
      { ask: { model: { kind: 'model', name: 'fast' } }, mute: ['fast'] },
      {
        code: 'no_model_fits',
        message: expect.stringContaining('lacks what this request requires: an answer in speech'),
      },
    ],
    ['a route where nobody can', { ask: { needs: ['audio'] } }, { code: 'no_model_fits' }],
  ];
  for (const [name, given, expected] of table) it(name, () => expect(refused(given)).toMatchObject(expected));

  it('and names what is missing', () => {
    expect(refused({ ask: { needs: ['audio'] } }).message).toContain('audio');
    expect(refused({ ask: { model: { kind: 'model', name: 'unset' } } }).message).toContain('MISSING_KEY');
  });
});

describe('the account of a decision', () => {
  it('passes over a model whose provider has no word for what is asked', () => {
    expect(told({ mute: ['fast'] })).toBe('requirement instant:backup > mini:small');
    expect(proposed({ mute: ['fast'] }).why).toContainEqual({
      rule: 'requirement',
      detail: 'fast lacks an answer in speech',
    });
  });

  it('tells what was classified and which rules fired', () => {
    expect(proposed({}).why).toEqual([
      { rule: 'classified', detail: 'embedded 0.83; next slow 0.41' },
      { rule: 'matched', detail: 'anything' },
      { rule: 'difficulty', detail: '0.22 < 0.60' },
    ]);
  });

  it('tells of every other classifier that was asked, what it said or why it did not answer', () => {
    const tookMs = milliseconds(1);
    const classification: Partial<Classification> = {
      asked: ['embedded', 'workers-ai', 'remote'],
      source: 'remote',
      said: [
        { classifier: 'embedded', route: 'slow', confidence: 0.41, tookMs },
        { classifier: 'remote', route: 'general', confidence: 0.83, tookMs },
      ],
      failures: [{ classifier: 'workers-ai', why: 'It was down.', tookMs }],
    };
    expect(proposed({ classification }).why.slice(0, -1)).toEqual([
      { rule: 'classified', detail: 'remote 0.83; next slow 0.41' },
      { rule: 'matched', detail: 'anything' },
      { rule: 'unsure', detail: 'embedded 0.41 for slow' },
      { rule: 'unanswered', detail: 'workers-ai: It was down.' },
    ]);
  });

  it('is marked automatic unless the caller fixed effort or model', () => {
    expect(proposed({}).automatic).toBe(true);
    expect(proposed({ signals: { asked: 'think' } }).automatic).toBe(true);
    expect(proposed({ ask: { model: { kind: 'route', route: 'slow' } } }).automatic).toBe(true);
    expect(proposed({ ask: auto('instant') }).automatic).toBe(false);
    expect(proposed({ ask: { model: { kind: 'model', name: 'fast' } } }).automatic).toBe(false);
  });
});

describe('what thinking is worth', () => {
  it.each<[string, Case, number]>([
    ['nothing to an easy ask', {}, 0],
    ['little to one that is just difficult enough', { signals: { difficulty: 0.6 } }, 0.1],
    ['more the more difficult it is', { signals: { difficulty: 0.8 } }, 0.55],
    ['all to the most difficult', { signals: { difficulty: 1 } }, 1],
    ['all to whoever asks for thought in words', { signals: { asked: 'think' } }, 1],
    ['nothing to whoever wants it quick', { signals: { asked: 'quick', difficulty: 0.9 } }, 0],
    ['half to a route that thinks of itself', { classification: { route: 'slow' } }, 0.5],
    [
      'more than that to a difficult ask there',
      { classification: { route: 'slow' }, signals: { difficulty: 0.9 } },
      0.775,
    ],
  ])('%s', (_, given, gain) => {
    expect(proposed(given).gain).toBe(gain);
  });
});
