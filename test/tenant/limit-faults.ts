/** What the plans and the budget of a policy document may have wrong with them: as `faults.ts` has it. */

export const LIMIT_FAULTS: readonly (readonly [string, unknown, string, string])[] = [
  [
    'plans.pro',
    {},
    'plans.pro.limits',
    'This is required: the limits of one end user; `limits: []` for a plan without limits.',
  ],
  ['plans.free.thinkingShare', 7, 'plans.free.thinkingShare', 'This must be at most 1.'],
  ...[
    ['/plans', 'This must be a whole URL, such as https://example.com/plans.'],
    ['https://example.com/a plan', 'This must be a whole URL, such as https://example.com/plans.'],
    ['http://example.com/plans', 'This must be https: users are sent there to pay.'],
    ['https://me:secret@example.com', 'A URL that every user is shown must not hold credentials.'],
    [`https://example.com/${'ä'.repeat(400)}`, 'This must have at most 2048 characters, escaped.'],
  ].map(([url, message = '']) => ['plans.free.upgradeUrl', url, 'plans.free.upgradeUrl', message] as const),
  [
    'plans.free.limits.0.per',
    '1w',
    'plans.free.limits[0].per',
    'This must be a whole number of s, m, h or d, such as 5h.',
  ],
  ['plans.free.limits.0.per', '0d', 'plans.free.limits[0].per', 'This must be longer than nothing and at most 3650d.'],
  ['plans.free.limits.0.max', 1.5, 'plans.free.limits[0].max', 'This must be a whole number: it counts requests.'],
  [
    'plans.free.limits.0.then',
    'thinking',
    'plans.free.limits[0].then',
    'A limit moves requests down, and "thinking" is not below "thinking". Write instant, mini or refuse.',
  ],
  [
    'plans.free.limits.1.effort',
    'mini',
    'plans.free.limits[1].then',
    'A limit moves requests down, and "mini" is not below "mini". Write refuse.',
  ],
  [
    'plans.free.limits.2.then',
    'thinking',
    'plans.free.limits[2].then',
    'A limit moves requests down, and no effort is above "thinking". Write instant, mini or refuse.',
  ],
  [
    'plans.free.limits.3.id',
    '1d-cost',
    'plans.free.limits[3].id',
    'The id "1d-cost" is taken by plans.free.limits[2]. Choose another.',
  ],
  [
    'plans.free.escalation',
    { id: '1d-cost', max: 1, per: '1d' },
    'plans.free.escalation.id',
    'The id "1d-cost" is taken by plans.free.limits[2]. Choose another.',
  ],
  [
    'plans.free.escalation',
    { id: 'month', max: 1, per: '1d' },
    'budget.id',
    'The id "month" is taken by plans.free.escalation. Choose another.',
  ],
  [
    'plans.free.escalation',
    { id: 'up', of: 'requests', max: 1.5, per: '1d' },
    'plans.free.escalation.max',
    'This must be a whole number: it counts requests.',
  ],
  [
    'plans.free.escalation',
    { id: 'up', max: 2_000_000_000, per: '1d' },
    'plans.free.escalation.max',
    'This must be at most 1000000000 USD.',
  ],
  [
    'plans.free.escalation',
    { id: 'up', max: 1, per: '0d' },
    'plans.free.escalation.per',
    'This must be longer than nothing and at most 3650d.',
  ],
  [
    'plans.free.escalation',
    { id: 'up', max: 1, per: '1d', then: 'mini' },
    'plans.free.escalation.then',
    'The key "then" is not known here. Known are: id, of, max, per.',
  ],
  ['budget.id', '7d-thinking', 'budget.id', 'The id "7d-thinking" is taken by plans.pro.limits[0]. Choose another.'],
  ['budget.of', 'costs', 'budget.of', 'This must be one of requests, tokens, cost. Did you mean "cost"?'],
  ['budget.max', 2_000_000_000, 'budget.max', 'This must be at most 1000000000 USD.'],
];
