import { afterEach, expect, it, vi } from 'vitest';
import { type Outcome, record } from '../src/record.ts';
import { microDollars, milliseconds, tokens } from '../src/unit.ts';
import { decision, decisionId } from './quota/request.ts';

afterEach(() => vi.restoreAllMocks());

const outcome: Outcome = {
  ...{ decision: decision(decisionId('one')), keyId: 'k', ending: 'complete', stream: false, cost: microDollars(5) },
  usage: { input: tokens(3), cachedInput: tokens(1), output: tokens(2), estimated: false },
  pricedBy: ['policy:3', 'book:2026-11-26'],
  ...{ failures: [], passedOver: [], shares: [], providerRequest: null, unanswered: [], said: [] },
  ...{ firstContentMs: null, totalMs: milliseconds(7), settled: true },
};

function written(given: Outcome) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const rows: AnalyticsEngineDataPoint[] = [];
  record(given, { writeDataPoint: (point) => void rows.push(point ?? {}) });
  return { row: rows[0], line: JSON.parse(String(log.mock.calls[0]?.[0])) };
}

it('the row of a request has its columns where queries look for them, and what came later behind them', () => {
  expect(written(outcome).row).toEqual({
    indexes: ['shop'],
    blobs: [
      ...['shop', '1', 'free', 'k', 'dec_one', 'general', 'instant', 'fast', 'difficulty', ''],
      ...['complete', 'whole', 'embedded', 'metered', 'policy:3 book:2026-11-26'],
    ],
    doubles: [1, 3, 1, 2, 5, -1, 7, 0, 0.9, 0],
  });
});

it('the line of a request says whose prices its cost was reckoned by, and nothing where nobody worked', () => {
  expect(written(outcome).line.pricedBy).toEqual(['policy:3', 'book:2026-11-26']);
  vi.restoreAllMocks();
  const refused = written({ ...outcome, ending: 'refused', usage: null, cost: microDollars(0), pricedBy: [] });
  expect([refused.line.pricedBy, refused.row?.blobs?.at(-1)]).toEqual([[], '']);
});
