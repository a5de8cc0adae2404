/** `beliefs`, `beliefs rollback` and `forget`: what was learned for a tenant, and of whom nothing is to be kept. */

import * as z from 'zod';
import { allowOnly, exactly, TARGET } from './arguments.ts';
import type { Command } from './command.ts';
import { Misused } from './outcome.ts';

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
/** What of the answer is said in words; `--json` has all of it. */
const shownSchema = z.object({
  tenant: z.string(),
  inForce: z.object({ version: z.int(), why: z.string() }),
  canary: z.object({ version: z.int(), share: z.number() }).nullable(),
  newest: z.object({ version: z.int() }),
  verdict: z.object({ why: z.string() }),
  estimates: z.record(z.string(), z.object({ dr: interval, effective: z.number() })),
  calibration: z.object({ error: z.number() }),
  arms: z.array(
    z.object({
      ...{ arm: z.string(), reward: interval, effective: z.number(), evidence: z.number() },
      ...{ latencyMs: z.number().nullable(), failure: z.number().nullable() },
      probes: z.object({ done: z.int(), wanted: z.int() }),
      ...{ dominatedBy: z.string().nullable(), why: z.string().nullable() },
    }),
  ),
  moved: z.array(z.object({ feature: z.string(), of: z.string(), by: z.number() })),
  counts: z.record(z.string(), z.number()),
});

export const beliefs: Command = async (args, { target }) => {
  const [, first, ...rest] = args.positionals;
  if (first === 'rollback') {
    allowOnly('beliefs rollback', args, TARGET);
    const [tenant, version, ...more] = rest;
    if (tenant === undefined) throw new Misused('The command "beliefs rollback" needs the name of a tenant.');
    exactly('beliefs rollback', [tenant, ...more], ['the name of a tenant']);
    const done = await target().rollbackBeliefs(tenant, version === undefined ? null : versionOf(version));
    const what = done.of === 0 ? 'nothing that was learned decides' : `as version ${done.of} was`;
    const words = `${tenant}: beliefs ${done.version} in force, ${what}; before it was ${done.from}`;
    return { said: [{ data: done, words }], code: 0, isWhole: true };
  }
  allowOnly('beliefs', args, TARGET);
  const [tenant = ''] = exactly('beliefs', args.positionals.slice(1), ['the name of a tenant']);
  const data = await target().beliefs(tenant);
  return { said: [{ data, words: inWords(shownSchema.parse(data)) }], code: 0, isWhole: true };
};

export const forget: Command = async (args, { target }) => {
  allowOnly('forget', args, TARGET);
  const names = ['the name of a tenant', 'the name of a user'];
  const [tenant = '', user = ''] = exactly('forget', args.positionals.slice(1), names);
  const data = await target().forgetUser(tenant, user);
  const found = Object.entries(data.forgotten).filter(([, count]) => count > 0);
  const words = found.length === 0 ? 'nothing was kept' : found.map(([name, count]) => `${name} ${count}`).join(', ');
  const lines = [`${user}: forgotten: ${words}`, 'What remains:', ...data.remains.map((each) => `  ${each}`)];
  return { said: [{ data, words: lines.join('\n') }], code: 0, isWhole: true };
};

/** 0 is one here: the shipped prior. */
function versionOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Misused(`A version of beliefs is a whole number from 0, and ${JSON.stringify(text)} is none.`);
}

function inWords({ tenant, inForce, canary, newest, ...shown }: z.infer<typeof shownSchema>): string {
  const { verdict, estimates, calibration, arms, moved, counts } = shown;
  const tried = canary === null ? '' : `, ${canary.version} tried on ${(100 * canary.share).toFixed(0)} %`;
  return [
    `${tenant}: beliefs ${inForce.version} in force${tried}, ${newest.version} the newest`,
    inForce.why,
    `The newest: ${verdict.why}`,
    `Counted: ${Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}; expectations are off by ${calibration.error.toFixed(3)}`,
    '',
    ...table([
      ['would have earned', '', 'from', 'to', 'rows'],
      ...Object.entries(estimates).map(([name, { dr, effective }]) => [name, ...figures(dr), effective.toFixed(0)]),
    ]),
    '',
    ...table([
      ['arm', 'reward', 'from', 'to', 'rows', 'evidence', 'ms', 'fails', 'probes', ''],
      ...arms.map(({ arm, reward, effective, evidence, latencyMs, failure, probes, dominatedBy, why }) => [
        ...[arm, ...figures(reward), effective.toFixed(0), evidence.toFixed(0), latencyMs?.toFixed(0) ?? '-'],
        ...[failure === null ? '-' : `${(100 * failure).toFixed(1)} %`, `${probes.done}/${probes.wanted}`],
        dominatedBy === null ? '' : `dominated by ${dominatedBy}: ${why ?? ''}`,
      ]),
    ]),
    ...(moved.length === 0 ? [] : ['', ...table([['moved', 'of', 'by'], ...moved.map(movedRow)])]),
  ].join('\n');
}

const movedRow = ({ feature, of, by }: { feature: string; of: string; by: number }) => [feature, of, by.toFixed(4)];

const figures = ({ value, low, high }: z.infer<typeof interval>): string[] =>
  [value, low, high].map((figure) => figure.toFixed(3));

/** In columns as wide as their widest. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
