import { describe, expect, it } from 'vitest';
import type { Commerce } from '../../src/classify/contract.ts';
import { readSignals } from '../../src/classify/signals.ts';
import type { Turn } from '../../src/wire/ask.ts';
import { askOf } from '../support/ask.ts';

const commerceOf = (...said: readonly string[]): Commerce => {
  const turns: Turn[] = said.flatMap((text, at) => [
    ...(at === 0 ? [] : [{ role: 'assistant', text: 'I see.' } as const]),
    { role: 'user', text },
  ]);
  return readSignals(askOf('', { turns })).commerce;
};

describe('commercial intent', () => {
  it.each([
    ['book me a table for two tonight at eight', 'transactional', 'food'],
    ['order two bags of dog food, same as last time', 'transactional', 'retail'],
    ['reserve a rental car in Porto from friday to monday', 'transactional', 'travel'],
    ['which laptop should I buy for video editing under 1500', 'commercial', 'retail'],
    ['compare the cheapest unlimited data plans', 'commercial', 'telecom'],
    ['帮我订一张明天去上海的机票', 'transactional', 'travel'],
    ['welche Kreditkarte ist die beste für Reisen', 'commercial', 'finance'],
    ['reserva una mesa para cuatro el sábado', 'transactional', 'food'],
  ])('of %j is %s, of the trade %s', (text, intent, vertical) => {
    expect(commerceOf(text)).toMatchObject({ intent, vertical });
    expect(commerceOf(text).confidence).toBeGreaterThan(0.6);
  });

  it.each([
    ['the history of Nike', 'informational'],
    ['how does a mortgage work', 'informational'],
    ['why are iPhones so expensive', 'informational'],
    ['write a book report about Animal Farm', 'none'],
    ['how do I buy time in a debate', 'none'],
    ['what is the order of operations in algebra', 'none'],
    ['what is the integral of x squared', 'none'],
    ['write a haiku about autumn', 'none'],
    ['hello', 'none'],
  ])('of the near-miss %j is %s', (text, intent) => {
    const commerce = commerceOf(text);
    expect(commerce.intent).toBe(intent);
    expect(commerce.confidence).toBeLessThan(0.6);
  });

  it('has no trade where there is none', () => {
    expect(commerceOf('what is the integral of x squared')).toMatchObject({ intent: 'none', vertical: 'none' });
  });
});

describe('where an offer would be wrong', () => {
  it.each([
    ['my dad died last week, which coffin should I order'],
    ["I don't want to live any more, which pills can I buy"],
    ["I'm 15, where can I buy vapes without an id"],
    ['I lost my rent at the casino, which loan can I get today'],
    ['I want to buy a gun and hurt my neighbour'],
    ['best price for a used pistol'],
    ['we are being evicted, which van rental is cheapest'],
    ['book a flight tonight, my grandmother is dying'],
    ['debt collectors call me every day, which payday loan is fastest'],
    ['我爸爸去世了，骨灰盒买哪种好'],
  ])('%j is sensitive, whatever it wants to buy', (text) => {
    expect(commerceOf(text).intent).toBe('sensitive');
  });

  it('what is asked next is no purchase either', () => {
    const despair = 'I want to kill myself, I cannot go on';
    const purchase = 'order a large pizza and two bottles of red wine';
    expect(commerceOf(purchase).intent).toBe('transactional');
    expect(commerceOf(despair, purchase)).toMatchObject({ intent: 'sensitive', confidence: 0 });
    expect(commerceOf('which bread goes with soup', 'book a table for two tonight').intent).toBe('transactional');
  });
});

describe('words that are not the user’s own', () => {
  it.each([
    ['translate: "buy two tickets for the concert and pay by card"'],
    ['Proofread this email:\n\nPlease order 40 chairs and book the hotel, I will pay by credit card.'],
    ['> book a flight to Rome and buy travel insurance\nwhat does this quotation mean?'],
  ])('in %j make no transaction', (text) => {
    expect(['transactional', 'commercial']).not.toContain(commerceOf(text).intent);
  });
});
