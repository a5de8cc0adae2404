/** What an amount of use costs in a month: each meter's price for what goes beyond the amount that the plan includes. Pure. */

import { METERS, type Meter, type MeterId, PLAN_USD } from './prices.ts';

/** In each meter's own unit, of one month. */
export type Usage = Readonly<Record<MeterId, number>>;

interface Line {
  readonly meter: MeterId;
  readonly name: string;
  readonly unit: string;
  readonly used: number;
  readonly included: number;
  /** Dollars. */
  readonly usd: number;
}

export interface Bill {
  readonly requests: number;
  /** The dearest first. */
  readonly lines: readonly Line[];
  readonly planUsd: number;
  readonly totalUsd: number;
  readonly usdPerMillionRequests: number;
  /** The dearest meter, and its share of all that is charged by use, 0 to 1; null when nothing is. */
  readonly dominant: { readonly meter: MeterId; readonly share: number } | null;
}

/** Fractions of a million are charged as such: Cloudflare rounds some of them up, by less than a dollar a meter. */
export function billOf(requests: number, usage: Usage): Bill {
  const lines = (Object.entries(METERS) as [MeterId, Meter][])
    .map(([meter, { name, unit, usd, per, included }]): Line => {
      const used = usage[meter];
      return { meter, name, unit, used, included, usd: (Math.max(0, used - included) / per) * usd };
    })
    .toSorted((a, b) => b.usd - a.usd);
  const byUse = lines.reduce((sum, { usd }) => sum + usd, 0);
  const [dearest] = lines;
  const totalUsd = PLAN_USD + byUse;
  return {
    ...{ requests, lines, planUsd: PLAN_USD, totalUsd },
    usdPerMillionRequests: (totalUsd / requests) * 1e6,
    dominant: dearest === undefined || byUse === 0 ? null : { meter: dearest.meter, share: dearest.usd / byUse },
  };
}
