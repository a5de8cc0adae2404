import { describe, expect, it } from 'vitest';
import { type Answered, answeredAt, answersOf, type Binding, bind } from '../../src/route/binding.ts';
import { milliseconds } from '../../src/unit.ts';
import { MINUTE, was } from './talk.ts';

const KEPT = { keptMs: milliseconds(60 * MINUTE), revision: 'r1' };
const answer = (said: string, minutesAgo = 0): Answered => {
  const { earlier: _earlier, revision: _revision, ...answered } = was(said, { minutesAgo });
  return answered;
};
const models = (binding: Binding): string[] => answersOf(binding).map(({ model }) => model);

describe('a conversation remembers', () => {
  it('its only answer', () => {
    expect(bind(null, answer('code instant fast'), KEPT)).toEqual(was('code instant fast', { minutesAgo: 0 }));
  });

  it('one answer of each model, the newest, and of no more than two others', () => {
    let binding: Binding | null = null;
    for (const [index, said] of [
      'code instant fast',
      'code thinking deep',
      'code instant fast',
      'code mini small',
      'code mini small',
      'code instant backup',
      'code instant backup',
    ].entries()) {
      binding = bind(binding, answer(said, 10 - index), KEPT);
    }
    expect(binding === null ? [] : models(binding)).toEqual(['backup', 'small', 'fast']);
    expect(binding?.earlier.map(({ at }) => at)).toEqual([6, 8].map((ago) => answer('code instant fast', ago).at));
  });

  it('what is younger than it is kept', () => {
    const old = was('code instant fast', { minutesAgo: 60 });
    expect(models(bind(old, answer('code thinking deep'), KEPT))).toEqual(['deep']);
    const young = was('code instant fast', { minutesAgo: 60 - 1 / MINUTE });
    expect(models(bind(young, answer('code thinking deep'), KEPT))).toEqual(['deep', 'fast']);
  });
});

describe('a policy that has changed', () => {
  it('leaves nothing of the answers before it', () => {
    const first = bind(null, answer('code instant fast', 2), KEPT);
    const second = bind(first, answer('code thinking deep', 1), { ...KEPT, revision: 'r2' });
    expect(second).toEqual({ ...answer('code thinking deep', 1), earlier: [], revision: 'r2' });
  });
});

describe('who answered at an effort', () => {
  const binding = was('code thinking deep', {}, ['talk instant fast', {}], ['code instant backup', {}]);
  it.each([
    ['thinking', 'deep'],
    ['instant', 'backup'],
    ['mini', undefined],
  ] as const)('%s, on the route of the conversation: %s', (effort, model) => {
    expect(answeredAt(binding, effort)?.model).toBe(model);
  });
});
