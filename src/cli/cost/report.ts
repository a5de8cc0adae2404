/** What months cost, side by side, and what dominates each. Pure. */

import { type Bill, billOf } from './bill.ts';
import { type Month, usageOf } from './month.ts';
import { METERS, type MeterId } from './prices.ts';
import { amount, dollars, percent, tableOf } from './words.ts';

export interface Priced {
  readonly month: Month;
  readonly bill: Bill;
}

export const priced = (month: Month): Priced => ({ month, bill: billOf(month.requests, usageOf(month)) });

/** Less than this share of every month is summed up. */
const WORTH_A_LINE = 0.002;

/** One column for each month, the dearest meter of the last month first. */
export function costTable(months: readonly Priced[]): string {
  const usd = ({ bill }: Priced, meter: MeterId) => bill.lines.find((line) => line.meter === meter)?.usd ?? 0;
  const order = months.at(-1)?.bill.lines.map(({ meter }) => meter) ?? [];
  const counts = (meter: MeterId) => months.some((each) => usd(each, meter) > each.bill.totalUsd * WORTH_A_LINE);
  const [shown, rest] = [order.filter(counts), order.filter((meter) => !counts(meter))];
  const row = (name: string, of: (each: Priced) => string) => [name, ...months.map(of)];
  return tableOf(
    row('a month of', ({ bill }) => `${amount(bill.requests)} requests`),
    [
      ...shown.map((meter) => row(METERS[meter].name, (each) => dollars(usd(each, meter)))),
      row('all else', (each) => dollars(rest.reduce((sum, meter) => sum + usd(each, meter), 0))),
      row('the plan', ({ bill }) => dollars(bill.planUsd)),
      row('**in all**', ({ bill }) => `**${dollars(bill.totalUsd)}**`),
      row('**a million requests**', ({ bill }) => `**${dollars(bill.usdPerMillionRequests)}**`),
      row('of it the first line', ({ bill }) => shareOf(bill, shown[0])),
    ],
  );
}

const shareOf = ({ lines, totalUsd }: Bill, meter: MeterId | undefined): string =>
  percent((lines.find((line) => line.meter === meter)?.usd ?? 0) / totalUsd);

/** Each meter of one month: used, included, charged. */
export function billTable({ bill }: Priced): string {
  return tableOf(
    ['meter', 'used', 'included', 'charged', 'a million requests'],
    bill.lines.map(({ name, unit, used, included, usd }) => [
      name,
      `${amount(used)} ${unit}`,
      amount(included),
      dollars(usd),
      dollars((usd / bill.requests) * 1e6),
    ]),
  );
}

/** What dominates, in a sentence. */
export function dominating({ bill }: Priced): string {
  const { dominant, totalUsd, usdPerMillionRequests } = bill;
  const all = `${amount(bill.requests)} requests a month cost ${dollars(totalUsd)}, ${dollars(usdPerMillionRequests)} a million`;
  if (dominant === null) return `${all}: all of it is included in the plan.`;
  return `${all}: ${METERS[dominant.meter].name} are ${percent(dominant.share)} of what is charged by use.`;
}
