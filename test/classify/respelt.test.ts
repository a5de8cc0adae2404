import { describe, expect, it } from 'vitest';
import { type Bag, readBag, readSequence } from '../../src/classify/bag.ts';
import { bagOfReadings } from '../../src/classify/bag-of-readings.ts';
import { learned } from '../../src/classify/learned.ts';
import { indexSpellings } from '../../src/classify/respelt.ts';

const respell = indexSpellings(learned('topics'), () => [readBag('zorblax rental')]);
const respelt = (text: string): Bag => respell(readSequence(text));
const spellings = ({ words }: Bag): string[] => words.map(({ spelling }) => spelling);

describe('misspelt words', () => {
  it.each([
    ['tarnsfer money to my savings', 'swapped'],
    ['transfr money to my savings', 'dropped'],
    ['trransfer money to my savings', 'doubled'],
    ['transqer money to my savings', 'replaced'],
    ['rtansfer money to my savings', 'swapped at the front'],
    ['ransfer money to my savings', 'dropped at the front'],
    ['gransfer money to my savings', 'replaced at the front'],
  ])('%s: a letter %s', (text) => {
    expect(respelt(text)).toEqual(readBag('transfer money to my savings'));
  });

  it('may be function words, whose pairs are found again', () => {
    expect(respelt('waht is the capital of france')).toEqual(readBag('what is the capital of france'));
  });

  it("may be words of the tenant's own", () => {
    expect(spellings(respelt('i need a zorblx'))).toContain('zorblax');
  });

  it('are left alone where they are known, foreign, numbered or nothing is near', () => {
    for (const text of ['zorblax', 'please book a table', '訂一張機票', 'b2bx4 qzxvkjw']) {
      expect(respelt(text)).toEqual(readBag(text));
    }
  });

  it('are read as another where they are short only beside what tells', () => {
    expect(spellings(respelt('qqzzk mony'))).toContain('mony');
    expect(spellings(respelt('send mony'))).toEqual(['send', 'money']);
  });

  it('are looked up no further than a text can pay for', () => {
    const gibberish = Array.from(
      { length: 40 },
      (_, at) => `qx${String.fromCharCode(97 + (at % 26), 97 + at / 2)}zvkq`,
    );
    expect(spellings(respelt([...gibberish, 'flihgts'].join(' ')))).toContain('flihgts');
    expect(spellings(respelt('flihgts'))).toEqual(['flights']);
  });
});

describe('a bag of readings', () => {
  it('is the bag of the text where every word has one', () => {
    for (const text of ['how much is the fee, how much is it', '訂 a table 機票']) {
      expect(bagOfReadings(readSequence(text))).toEqual(readBag(text));
    }
  });

  it('shares a mention, and its pairs, among the readings', () => {
    const [bank, ...readings] = readSequence('bank loan lone').filter((word) => word !== null);
    const bag = bagOfReadings([bank ?? null, readings]);
    expect(bag.mentions).toEqual([1, 0.5, 0.5]);
    expect(bag.pairWeights).toEqual([0.5, 0.5]);
  });
});
