import { describe, expect, it } from 'vitest';
import type { FeatureVector } from '../../src/classify/feature-vector.ts';
import { HeadTable } from '../../src/classify/head-table.ts';
import { learned } from '../../src/classify/learned.ts';
import { readWant } from '../../src/classify/want.ts';

const domains = learned('domains');
const table = new HeadTable([domains]);
const read = (text: string, language = 'en') =>
  readWant(text, language, (subject) => table.reading().add(subject).of(domains));
const sharedOf = (one: FeatureVector, other: FeatureVector): number =>
  one.keys.filter((key) => other.keys.includes(key)).length / one.keys.length;

describe('what is wanted', () => {
  it('is nothing where there are no words', () => {
    expect(read('')).toMatchObject({ words: 0 });
    expect(read(' …!? ').words).toBe(0);
  });

  it('is read at both ends of a long text, and its middle costs nothing', () => {
    const filler = 'lorem ipsum dolor sit amet '.repeat(4000);
    const long = read(`${filler} which laptop should I buy`);
    expect(long.words).toBeLessThan(120);
    expect(sharedOf(read('which laptop should I buy').subject, long.subject)).toBeGreaterThan(0.5);
    expect(read(`${filler}x${filler}`).words).toBe(read(`${filler}which laptop${filler}`).words);
  });

  it('is the same in another language as far as the glosses reach', () => {
    const english = read('buy laptop');
    expect(sharedOf(english.subject, read('Laptop kaufen', 'de').subject)).toBeGreaterThan(
      sharedOf(english.subject, read('Laptop kaufen', 'en').subject),
    );
  });

  it('changes little by a typing error in the tail of a word', () => {
    const [right, wrong, other] = [read('translation'), read('translatoin'), read('dishwasher')];
    expect(sharedOf(right.subject, wrong.subject)).toBeGreaterThan(sharedOf(right.subject, other.subject));
  });
});
