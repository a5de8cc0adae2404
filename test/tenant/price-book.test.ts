import { describe, expect, it } from 'vitest';
import { price } from '../../src/tenant/normalise-model.ts';
import { PROVIDER_KINDS, type ProviderKind } from '../../src/tenant/policy.ts';
import { bookPrice, type Figures, PRICE_BOOK, PRICES } from '../../src/tenant/price-book/book.ts';
import names from './price-book-names.txt?raw';

const ROWS: readonly (readonly [string, ProviderKind, string, Figures])[] = [...PRICES].flatMap(([kind, { models }]) =>
  Object.entries(models).map(([id, figures]) => [`${kind} ${id}`, kind, id, figures] as const),
);
const namesOf = ({ snapshots = [] }: Figures, id: string) => [id, ...snapshots.map((date) => `${id}-${date}`)];
const at = (kind: ProviderKind, id: string, baseUrl: string | null = null) => bookPrice({ kind, baseUrl }, id);

describe('the price book', () => {
  it('has a day for its version, and a page that each group of figures is from', () => {
    expect(new Date(PRICE_BOOK).toISOString()).toBe(`${PRICE_BOOK}T00:00:00.000Z`);
    for (const { source } of PRICES.values()) expect(source).toMatch(/^https:\/\/[a-z.-]+\/\S*$/);
  });

  it('has no kind whose ids mean something else to everybody', () => {
    const without = PROVIDER_KINDS.filter((kind) => !PRICES.has(kind));
    expect(without).toEqual(['openai-compatible', 'azure-openai', 'openrouter', 'loopback']);
  });

  it('says of no name twice what it costs', () => {
    for (const [kind] of PRICES) {
      const all = ROWS.filter(([, of]) => of === kind).flatMap(([, , id, figures]) => namesOf(figures, id));
      expect(all.filter((name, index) => all.indexOf(name) < index)).toEqual([]);
    }
  });

  it.each(ROWS)('is well formed at %s', (_, _kind, id, { snapshots = [], above = [], ...own }) => {
    expect(id).toMatch(/^\S+$/);
    // A name that moves has no price that stays.
    expect(id).not.toMatch(/latest$/);
    for (const date of snapshots) expect(date).toMatch(/^20\d\d(-?)(0[1-9]|1[0-2])\1(0[1-9]|[12]\d|3[01])$/);
    let longer = 0;
    for (const figures of [own, ...above]) {
      const { input, cachedInput = input, cacheWrite = input, cacheWrite1h, output, audioInput = input } = figures;
      for (const [name, usd] of Object.entries(figures)) {
        if (name === 'inputTokens' || usd === undefined) continue;
        // Whole micro-dollars: nothing is lost where it is made one.
        expect(Math.abs(usd * 1e6 - Math.round(usd * 1e6))).toBeLessThan(1e-6);
        expect(usd).toBeGreaterThanOrEqual(0);
        expect(usd).toBeLessThanOrEqual(500);
      }
      expect(input).toBeGreaterThan(0);
      expect(cachedInput).toBeLessThanOrEqual(input);
      expect(cacheWrite).toBeGreaterThanOrEqual(input);
      expect(audioInput).toBeGreaterThanOrEqual(input);
      expect(output === 0 || output >= input).toBe(true);
      expect(cacheWrite1h).toBeUndefined();
    }
    for (const { inputTokens, input, cachedInput, output } of above) {
      expect(inputTokens).toBeGreaterThan(longer);
      longer = inputTokens;
      expect(input).toBeGreaterThan(own.input);
      expect(output).toBeGreaterThan(own.output);
      expect(cachedInput === undefined).toBe(own.cachedInput === undefined);
    }
  });

  it('only grows: no name that a book has had is ever without a price again', () => {
    const had = names.split('\n').filter((line) => line !== '');
    expect(had.length).toBeGreaterThan(150);
    const lost = had.filter((line) => {
      const [kind, name] = line.split(' ');
      const known = PROVIDER_KINDS.find((each) => each === kind);
      return known === undefined || at(known, name ?? '') === null;
    });
    expect(lost).toEqual([]);
    // Write new names into test/tenant/price-book-names.txt with the book that brings them.
    const has = ROWS.flatMap(([, kind, id, figures]) => namesOf(figures, id).map((name) => `${kind} ${name}`));
    expect(has.filter((name) => !had.includes(name))).toEqual([]);
  });
});

describe('a name', () => {
  it.each([
    ['its own', 'gpt-5-mini'],
    ['with the date of a snapshot that is listed', 'gpt-5-mini-2025-08-07'],
  ])('is known: %s', (_, name) => {
    expect(at('openai', name)).toEqual({ input: 0.25, cachedInput: 0.025, output: 2 });
  });

  it.each([
    ['with a date that is not listed', 'openai', 'gpt-5-mini-2026-08-07'],
    ['cut short', 'openai', 'gpt-5-min'],
    ['with an ending', 'openai', 'gpt-5-mini-turbo'],
    ['fine-tuned', 'openai', 'ft:gpt-5-mini'],
    ['in capitals', 'openai', 'GPT-5-mini'],
    ['that moves', 'mistral', 'mistral-large-latest'],
    ['of another kind', 'anthropic', 'gpt-5-mini'],
    ['of the prototype of an object', 'openai', 'constructor'],
    ['of a deployment, which its tenant chose', 'azure-openai', 'gpt-5-mini'],
    ['at whoever speaks like OpenAI', 'openai-compatible', 'gpt-5-mini'],
    ['of a model in a region that is not said', 'amazon-bedrock', 'anthropic.claude-haiku-4-5-20251001-v1:0'],
  ] as const)('is not guessed: %s', (_, kind, name) => {
    expect(at(kind, name)).toBeNull();
  });

  it('means nothing at an address of the tenant', () => {
    expect(at('openai', 'gpt-5-mini', 'https://gateway.example/v1')).toBeNull();
  });

  it('of a snapshot that kept its own price is that, and not the price of its successors', () => {
    expect(at('openai', 'gpt-4o-2024-05-13')).toEqual({ input: 5, output: 15 });
    expect(at('openai', 'gpt-4o-2024-11-20')).toMatchObject({ input: 2.5, output: 10 });
  });

  it('is free at the built-in provider, whatever it is', () => {
    expect(at('loopback', 'anything', 'https://example.com')).toEqual({ input: 0, output: 0 });
  });
});

it('what stays within a part of the world costs a tenth more at Bedrock', () => {
  const [everywhere, europe] = ['global', 'eu'].map((where) => {
    const found = at('amazon-bedrock', `${where}.anthropic.claude-sonnet-4-5-20250929-v1:0`);
    return found === null ? null : price(found);
  });
  expect(everywhere).toMatchObject({ inputPerMillion: 3_000_000, cacheWrite1hPerMillion: 6_000_000 });
  expect(europe).toMatchObject({
    ...{ inputPerMillion: 3_300_000, cachedInputPerMillion: 330_000, outputPerMillion: 16_500_000 },
    ...{ cacheWritePerMillion: 4_125_000, cacheWrite1hPerMillion: 6_600_000 },
    above: [{ inputTokens: 200_000, inputPerMillion: 6_600_000, outputPerMillion: 24_750_000 }],
  });
});
