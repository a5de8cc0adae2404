/** The tables of the README's section "What it costs", which a test compares with what the command prints. */

import { ceilingsTable } from './ceilings.ts';
import { MONTHS, type Profile, tenantsFor } from './month.ts';
import { placements, placementTable } from './placement-report.ts';
import { costTable, priced } from './report.ts';

const BEGIN = '<!-- what it costs: written by `npm run cost -- --readme` -->';
const END = '<!-- end of what it costs -->';

const months = (profile: Profile): string =>
  costTable(MONTHS.map((requests) => priced({ requests, profile, tenants: tenantsFor(requests), logged: 1 })));

function section(): string {
  return [
    'People who talk: three times a day of eight questions, a minute apart; one answer in twenty is rated.',
    months('chat'),
    'Machines: a request in ten seconds.',
    months('agent'),
    'What slices and batches buy, simulated: a tenant of 200 requests/s, users of Zipf’s sizes.',
    placementTable(placements()),
    'What breaks first, people who talk, tenants of Zipf’s sizes.',
    ceilingsTable('chat'),
  ].join('\n\n');
}

/** The README with the section as it should be. Throws where the section has no place. */
export function withCost(readme: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The README lacks "${BEGIN}" or "${END}".`);
  return `${before}${BEGIN}\n\n${section()}\n\n${END}${after}`;
}
