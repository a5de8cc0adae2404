/** The tenant that is measured: everything that Signalbox does is on, so that nothing is measured which nobody would deploy. */

export const TENANT = 'bench';
export const BENCH_KEY = 'sb-bench-key';

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  code: [
    'write a function that reverses a linked list',
    'why does this test fail',
    'refactor this class',
    'fix the bug',
  ],
  analysis: ['compare the revenue of both quarters', 'which chart shows this best', 'is the difference significant'],
  writing: ['write an email to my landlord', 'make this paragraph friendlier', 'draft a cover letter for this job'],
  support: ['where is my order', 'I want my money back', 'how do I change my address', 'cancel my subscription'],
};
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  code: 'writing, explaining and mending code',
  analysis: 'calculating, comparing and interpreting numbers and tables',
  writing: 'drafting or improving emails, letters and stories',
  support: 'questions of customers about orders, refunds and accounts',
};

/** `routes`: how many more there are, for a policy that is large. */
export function policyOf(providerUrl: string, { tenant = TENANT, routes = 0 } = {}): object {
  const models = { instant: ['fast', 'spare'], thinking: ['deep'], mini: ['small'] };
  const price = { input: 0.5, cachedInput: 0.05, output: 2 };
  const model = (provider: string, id: string) => ({ provider, id, context: 200_000, can: ['tools', 'json'], price });
  return {
    tenant,
    default: 'general',
    routes: [
      ...Object.entries(EXAMPLES).map(([name, examples]) => ({
        name,
        description: DESCRIPTIONS[name],
        examples,
        models,
      })),
      ...Array.from({ length: routes }, (_, at) => ({
        name: `topic-${at}`,
        description: `questions about subject number ${at} of the catalogue`,
        examples: [`what is subject ${at}`, `tell me about item ${at} of the catalogue`],
        models,
      })),
      { name: 'general', description: 'anything else', models },
    ],
    models: {
      fast: model('chat', 'bench-fast'),
      spare: model('chat', 'bench-spare'),
      deep: model('chat', 'bench-deep'),
      small: model('chat', 'bench-small'),
      foreign: model('messages', 'bench-foreign'),
    },
    providers: {
      chat: { kind: 'openai-compatible', baseUrl: `${providerUrl}/v1`, key: 'OPENAI_API_KEY' },
      messages: { kind: 'anthropic', baseUrl: `${providerUrl}/v1`, key: 'ANTHROPIC_API_KEY' },
    },
    plans: {
      free: {
        thinkingShare: 0.2,
        limits: [
          { id: 'requests', of: 'requests', max: 1_000_000, per: '1d', then: 'mini' },
          { id: 'tokens', of: 'tokens', max: 1_000_000_000, per: '1d', then: 'mini' },
          { id: 'spend', of: 'cost', max: 100_000, per: '30d', then: 'refuse' },
        ],
      },
    },
    budget: { id: 'month', of: 'cost', max: 1_000_000, per: '30d', then: 'mini' },
    learning: { enabled: true, explore: { share: 0.05, max: 10, per: '1d' } },
  };
}
