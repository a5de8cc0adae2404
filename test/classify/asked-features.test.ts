import { describe, expect, it } from 'vitest';
import { askedFeatures } from '../../src/classify/asked-features.ts';

describe('what a sentence looks like to the head of asked effort', () => {
  it('is the same whatever its subject is', () => {
    const of = (subject: string) => askedFeatures(`weigh it up slowly, should we buy the ${subject}?`);
    expect(of('piano')).not.toBeNull();
    expect(of('piano')).toEqual(of('old farmhouse'));
  });

  it('tells what a negation turns', () => {
    expect(askedFeatures('you should hurry')).not.toEqual(askedFeatures('you should not hurry'));
  });

  it.each([
    ['where no word is of effort', 'the cat sat on the mat'],
    ['where one word comes over and over', 'think and think and think about it'],
    ['where no other word binds them', 'deep careful reasoning thorough analysis'],
  ])('is nothing %s', (_, sentence) => {
    expect(askedFeatures(sentence)).toBeNull();
  });
});
