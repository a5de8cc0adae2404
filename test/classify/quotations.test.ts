import { describe, expect, it } from 'vitest';
import { withoutQuotations } from '../../src/classify/quotations.ts';

const MARKS = ['``', '""', '“”', '«»', '„“', '„”', '„"', '「」', '『』', '‘’'].map((pair) => [...pair] as const);

describe('quotations', () => {
  it.each(MARKS)('between %s and %s are taken out', (opening, closing) => {
    expect(withoutQuotations(`say ${opening}so ${closing} now`, '_')).toBe('say _ now');
    expect(withoutQuotations(`${opening}a${closing}${opening}b${closing}`, '_')).toBe('__');
    expect(withoutQuotations(`say ${opening}so now`, '_')).toBe(`say ${opening}so now`);
  });

  it.each([
    ['a line break ends them where they are of one line', '"a\nb" ‘a\nb’ `a\nb`', '"a\nb" ‘a\nb’ `a\nb`'],
    ['and does not where they may be of several', '“a\nb” «a\nb» 「a\nb」', '_ _ _'],
    ['an apostrophe closes nothing', '‘he isn’t here', '‘he isn’t here'],
    ['other marks in them are a part of them', '“a "b” c" 「`」', '_ c" _'],
    ['an opening mark behind a line break may still find its end', '"a\n"b"', '"a\n_'],
  ])('%s', (_, text, rest) => {
    expect(withoutQuotations(text, '_')).toBe(rest);
  });

  it.each(MARKS)('that open with %s and never close with %s are looked for once', (opening, closing) => {
    const text = opening.repeat(300_001);
    expect(withoutQuotations(text, '').length).toBe(opening === closing ? 1 : text.length);
  });
});
