import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/classify/contract.ts';
import { compileRoutes } from '../../src/classify/embedded.ts';
import type { Route } from '../../src/tenant/policy.ts';
import type { Turn } from '../../src/wire/ask.ts';

type Written = Pick<Route, 'name' | 'description'> & Partial<Route>;

const route = (written: Written): Route => ({
  domain: null,
  action: null,
  examples: [],
  effort: 'auto',
  models: { thinking: ['m'], instant: ['m'], mini: ['m'] },
  timeouts: {},
  ...written,
});

function compiled(...routes: readonly Written[]): (...turns: readonly (string | Turn)[]) => Verdict {
  const classifier = compileRoutes(routes.map(route));
  return (...turns) => {
    const verdict = classifier.classify(
      turns.map((turn) => (typeof turn === 'string' ? { role: 'user', text: turn } : turn)),
      new AbortController().signal,
    );
    if (verdict instanceof Promise) throw new Error('The embedded classifier is synchronous.');
    return verdict;
  };
}

/** The name of the route that a verdict matches, null for none. */
function match({ routes: [best], nothing }: Verdict): string | null {
  return best !== undefined && best.probability >= nothing ? best.route : null;
}

const CODE: Written = {
  name: 'code_generation',
  description: 'writing new code from a specification',
  domain: 'coding',
  action: 'generate',
  examples: ['write a function that reverses a list'],
};
const EXPLAIN: Written = { name: 'explain_code', description: 'explaining what existing code does', domain: 'coding' };
const TRANSLATE: Written = {
  name: 'translation',
  description: 'translating text between languages',
  domain: 'language',
  action: 'translate',
};
const TRAVEL: Written = { name: 'travel', description: 'planning trips, flights and hotels', domain: 'travel' };
const GENERAL: Written = { name: 'general', description: 'anything else' };
const shop = compiled(CODE, EXPLAIN, TRANSLATE, TRAVEL, GENERAL);

describe('a clear request', () => {
  it.each([
    ['Write a Python function that merges two sorted lists', 'code_generation'],
    ['write a function that reverses a string', 'code_generation'],
    ['explain this code to me: def f(x): return x', 'explain_code'],
    ['translate good morning into German', 'translation'],
    ['book me a flight to Rome', 'travel'],
    ['I want to reserve a hotel room', 'travel'],
  ])('%j is matched with confidence', (text, name) => {
    const verdict = shop(text);
    expect(match(verdict)).toBe(name);
    expect(verdict.routes[0]?.probability).toBeGreaterThan(0.8);
  });

  it('says which of its words spoke for the route, the strongest first, and no function words', () => {
    expect(shop('please write a function for me that reverses the list').because).toEqual(
      expect.arrayContaining(['write', 'function', 'reverses', 'list']),
    );
    expect(shop('book me a flight to Rome').because[0]).toBe('flight');
    expect(shop('book me a flight to Rome').because).not.toContain('to');
  });

  it('is understood through endings, capitals, compounds and a typing error', () => {
    const support = compiled({ name: 'billing', description: 'invoices, refunds and payments' }, GENERAL);
    for (const text of ['REFUNDING my invoice', 'the payment', 'prepayments', 'I want a refnud of my invoices']) {
      expect([text, match(support(text))]).toEqual([text, 'billing']);
    }
  });
});

describe('a request that shares nothing with any route', () => {
  it.each([
    '',
    '   ',
    'hello',
    'any others?',
    'what is it and how do they do that?',
    'What is the capital of France?',
    'The mitochondria is the powerhouse of the cell',
    'asdf qwer zxcv',
    '法国的首都是哪里',
  ])('%j matches nothing', (text) => {
    const verdict = shop(text);
    expect(match(verdict)).toBeNull();
    expect(verdict.nothing).toBeGreaterThan(0.35);
  });

  it('matches nothing by function words alone, even those of a description', () => {
    const help = compiled({ name: 'repairs', description: 'how to mend what is broken in a house' }, TRAVEL);
    expect(match(help('how is it?'))).toBeNull();
    expect(match(help('what is in a flight?'))).toBe('travel');
  });

  it('matches nothing where there is but one route, too', () => {
    const one = compiled({ name: 'billing', description: 'invoices, refunds and payments' });
    expect(match(one('what is the weather like'))).toBeNull();
    expect(match(one('I want a refund'))).toBe('billing');
  });
});

describe('a verdict', () => {
  it.each(['write a function', 'hello', '', 'flight code translation'])(
    'on %j ranks every route, best first, and adds up to one',
    (text) => {
      const { routes, nothing } = shop(text);
      const probabilities = routes.map(({ probability }) => probability);
      expect(new Set(routes.map((each) => each.route))).toEqual(
        new Set([CODE, EXPLAIN, TRANSLATE, TRAVEL, GENERAL].map(({ name }) => name)),
      );
      expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
      expect(probabilities.reduce((sum, each) => sum + each, nothing)).toBeCloseTo(1, 9);
    },
  );

  it('is the same for the same text, whatever was asked in between', () => {
    const first = shop('write a function');
    shop('book me a flight to Rome');
    expect(shop('write a function')).toEqual(first);
  });

  it('is surer of what an example says word for word than of what only resembles it', () => {
    const exact = shop('write a function that reverses a list');
    const similar = shop('some function for a list of mine');
    expect(exact.routes[0]?.probability).toBeGreaterThan(similar.routes[0]?.probability ?? 1);
  });
});

describe('the conversation', () => {
  const list = 'write a function that reverses a list';

  it('gives an elliptical follow-up its topic', () => {
    expect(match(shop(list, 'any others?'))).toBe('code_generation');
    expect(match(shop('translate this to German: hello', { role: 'assistant', text: 'hallo' }, 'and in french?'))).toBe(
      'translation',
    );
  });

  it('is left behind by a latest turn that is clear in itself', () => {
    expect(match(shop(list, list, list, 'book me a flight to Rome'))).toBe('travel');
  });

  it('does not hold back a latest turn about something else altogether', () => {
    expect(match(shop(list, 'What is the weather like in Paris tomorrow morning?'))).toBeNull();
  });

  it('is weighed by what users said, not by the answers', () => {
    expect(match(shop({ role: 'assistant', text: list }, 'any others?'))).toBeNull();
  });

  it('counts a system prompt lightly: it tips no scale alone and turns no clear request', () => {
    const system: Turn = { role: 'system', text: 'You are a travel agent who books flights and hotels for trips.' };
    expect(match(shop(system, 'hi'))).toBeNull();
    expect(match(shop(system, list))).toBe('code_generation');
    expect(shop(system, 'hi').routes[0]?.route).toBe('travel');
  });
});

describe('domain and action', () => {
  it('speak for a route whose description says little', () => {
    const routes = (taxonomy: Partial<Route>) =>
      compiled(
        { name: 'a', description: 'our first assistant', ...taxonomy },
        { name: 'b', description: 'the second one' },
      );
    const text = 'there is a bug in my python function';
    expect(match(routes({})(text))).toBeNull();
    expect(match(routes({ domain: 'coding', action: 'debug' })(text))).toBe('a');
  });

  it('that the lexicon does not know count as their own words', () => {
    const routes = compiled({ name: 'a', description: 'first', domain: 'bee_keeping', action: 'constructor' }, GENERAL);
    expect(match(routes('which hive for my bee'))).toBe('a');
  });
});

describe('a request in a language that no description is in', () => {
  const desk = compiled(
    { name: 'summary', description: 'summarizing an article, a meeting or a report' },
    { name: 'writing', description: 'writing emails and letters' },
    TRANSLATE,
  );
  it.each([
    ['résume ce texte', 'summary'],
    ['Fasse mir diesen Artikel zusammen', 'summary'],
    ['この記事を3行で要約して', 'summary'],
    ['escríbeme una carta de renuncia', 'writing'],
    ['上司へのお詫びメールを書いて', 'writing'],
  ])('%s', (text, expected) => expect(match(desk(text))).toBe(expected));

  it('does not depend on its capitals', () => {
    const text = 'Fasse mir diesen Artikel zusammen';
    expect(desk(text.toUpperCase())).toEqual(desk(text));
  });
});

describe('text without spaces', () => {
  const routes = compiled(
    { name: 'weather', description: '天气查询：温度、下雨、预报' },
    { name: 'code', description: '编写代码和调试程序' },
    { name: 'recipe', description: '料理のレシピと作り方' },
  );

  it.each([
    ['明天北京会下雨吗', 'weather'],
    ['帮我调试这个程序', 'code'],
    ['美味しい料理を作りたい', 'recipe'],
    ['你好', null],
    ['法国的首都是哪里', null],
  ])('%j is read by its characters', (text, name) => {
    expect(match(routes(text))).toBe(name);
  });
});

describe('the work', () => {
  it('is bounded: of a long prompt the two ends are read and the middle changes nothing', () => {
    const prompt = (middle: string) =>
      `write a function ${'x '.repeat(1500)}${middle}${'y '.repeat(1500)}that reverses it`;
    expect(shop(prompt('z '.repeat(100_000)))).toEqual(shop(prompt('book flights and hotels '.repeat(10_000))));
  });

  it('goes into what stands at either end of a long paste, however little that is', () => {
    const paste = Array.from({ length: 900 }, (_, i) => `word${i}`).join(' ');
    for (const text of [`translate this text into German:\n${paste}`, `${paste}\n\ntranslate this text into German`]) {
      const verdict = shop(text);
      expect(match(verdict)).toBe('translation');
      expect(verdict.routes[0]?.probability).toBeGreaterThan(0.6);
    }
  });

  it('is bounded over a conversation: turns far back change nothing', () => {
    const recent = [...Array.from({ length: 9 }, () => 'hm'), 'any others?'];
    expect(shop('book me a flight', ...recent)).toEqual(shop('write a function', ...recent));
  });

  it('takes as many routes and examples as a policy may have', () => {
    const words = ['lake', 'river', 'stone', 'cloud', 'tree', 'bird', 'wind', 'fire'];
    const many = Array.from({ length: 500 }, (_, r) => ({
      name: `route_${r}`,
      description: `${words[r % 8]} number${r}`,
      examples: Array.from({ length: 10 }, (_, e) => `${words[(r + e) % 8]} ${words[e % 8]} number${r} case${e}`),
    }));
    expect(match(compiled(...many)('a question on number321'))).toBe('route_321');
  });
});

describe('turns that were read before', () => {
  it('say the same again, by whomever they are said', () => {
    const text = 'book a flight to Rome';
    const [heard, fresh] = [compiled(GENERAL, TRAVEL), compiled(GENERAL, TRAVEL)];
    heard({ role: 'assistant', text }, 'and then?');
    heard(text, 'and then?');
    expect(heard(text)).toEqual(fresh(text));
    expect(heard(text)).toEqual(fresh(text));
  });
});
